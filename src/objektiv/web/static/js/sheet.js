// The observation sheet on a phone. Each change is an entry with an id made here: it is kept in
// the phone first, then sent; sending twice is the same as once. Without scripts the page is a form.

const CACHE = "objektiv-sheets-1";
const WORDS = { yes: "да", no: "нет", na: "не видел(а)" };

// --- The page stays when the network goes ------------------------------------------------

async function keepPages(worker, pages) {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker, { scope: worker.replace(/[^/]+$/, "") });
    const parts = performance
      .getEntriesByType("resource")
      .map((one) => one.name)
      .filter((one) => one.startsWith(`${location.origin}/static/`));
    const links = [...document.querySelectorAll("script[src], link[rel~=stylesheet], link[rel=icon]")];
    const cache = await caches.open(CACHE);
    const wanted = new Set([...pages, ...parts, ...links.map((one) => one.src ?? one.href)]);
    await Promise.all([...wanted].map((one) => cache.add(one).catch(() => {})));
  } catch {
    // A browser in private mode has no worker: the sheet works as long as it stays open.
  }
}

for (const list of document.querySelectorAll("[data-worker]:not(form)")) {
  const pages = [...list.querySelectorAll("a[data-offline]")].map((one) => one.href);
  keepPages(list.dataset.worker, pages);
}

// --- Entries -----------------------------------------------------------------------------

const form = document.getElementById("sheet");
if (form) sheet(form);

function sheet(form) {
  const state = document.getElementById("sheet-state");
  const prefix = form.dataset.key;
  const fields = new Map(
    [...form.querySelectorAll("[data-item]")].map((one) => [one.dataset.item, one]),
  );
  let finished = false;
  let refusedWhy = "";
  let sending = null;
  let again = false;

  keepPages(form.dataset.worker, [location.href.split(/[?#]/)[0]]);

  const uuid = () =>
    crypto.randomUUID?.() ??
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
    );
  const pad = (number, width = 2) => String(number).padStart(width, "0");

  // Every entry has a place of its own: two open pages never write over each other.
  const waiting = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => JSON.parse(localStorage.getItem(key)))
      .sort((one, other) => one.order.localeCompare(other.order));
  const keep = (entry) => localStorage.setItem(prefix + entry.client, JSON.stringify(entry));
  const forget = (client) => localStorage.removeItem(prefix + client);

  let count = 0;
  function write(item, value, note) {
    const before = waiting().findLast((one) => one.item === item);
    const now = new Date();
    const entry = {
      client: uuid(),
      base: before?.client ?? fields.get(item)?.dataset.seen ?? "",
      item,
      value,
      note,
      at: now.toISOString(),
      order: `${now.toISOString()} ${pad((count += 1), 6)}`,
    };
    try {
      keep(entry);
    } catch {
      say("Память телефона полна: нажмите «Записать», пока есть сеть.", true);
      return;
    }
    stamp(item, `${pad(now.getHours())}:${pad(now.getMinutes())}`);
    tell();
    send();
  }

  function current(field) {
    const kind = field.dataset.kind;
    const value =
      kind === "yes_no"
        ? (field.querySelector("input[type=radio]:checked")?.value ?? "")
        : (field.querySelector("input:not([type=hidden])")?.value.trim() ?? "");
    return [value, field.querySelector("textarea")?.value.trim() ?? ""];
  }

  function show(field, value, note) {
    for (const one of field.querySelectorAll("input[type=radio]")) one.checked = one.value === value;
    const input = field.querySelector("input:not([type=hidden]):not([type=radio])");
    if (input && document.activeElement !== input) input.value = value;
    const area = field.querySelector("textarea");
    if (area && document.activeElement !== area) area.value = note;
  }

  function stamp(item, time) {
    const line = fields.get(item)?.querySelector("[data-stamp]");
    if (!line) return;
    line.textContent = `записано в ${time}`;
    line.hidden = false;
  }

  // The kept page may be older than what was sent from it: the newest known state is kept beside.
  const stateKey = `state:${prefix}`;
  const knownState = JSON.parse(localStorage.getItem(stateKey) ?? "null");
  if (knownState && knownState.count > Number(form.dataset.count)) {
    for (const [item, newest] of Object.entries(knownState.newest)) {
      const field = fields.get(item);
      if (!field) continue;
      field.dataset.seen = newest.client;
      show(field, newest.value, newest.note);
      stamp(item, newest.at);
      conflict(field, newest);
    }
  } else localStorage.removeItem(stateKey);

  // A field is written when it is left or chosen, and soon after the last key.
  let soon = 0;
  const known = new Map();
  for (const [item, field] of fields) {
    const mine = waiting().findLast((one) => one.item === item);
    if (mine) show(field, mine.value, mine.note);
    known.set(item, JSON.stringify(current(field)));
  }
  function look(field) {
    const item = field.dataset.item;
    const [value, note] = current(field);
    const text = JSON.stringify([value, note]);
    if (known.get(item) === text) return;
    known.set(item, text);
    write(item, value, note);
  }
  form.addEventListener("change", (event) => {
    const field = event.target.closest("[data-item]");
    if (field) look(field);
  });
  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-item]");
    clearTimeout(soon);
    if (field) soon = setTimeout(() => look(field), 800);
  });
  const lookAll = () => [...fields.values()].forEach(look);
  addEventListener("pagehide", lookAll);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") lookAll();
    else send();
  });

  // --- Choosing between two devices ------------------------------------------------------

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lookAll();
    const button = event.submitter;
    if (button?.name === "resolve") choose(button);
    else if (button?.name === "finish") write("finish", "", "");
    send();
  });
  function choose(button) {
    const field = button.closest("[data-item]");
    const { value, note } = button.dataset;
    show(field, value, note);
    known.set(field.dataset.item, JSON.stringify([value, note]));
    field.querySelector("[data-conflict]").hidden = true;
    write(field.dataset.item, value, note);
  }
  function conflict(field, newest) {
    const box = field.querySelector("[data-conflict]");
    box.hidden = !newest.other;
    if (!newest.other) return;
    const buttons = [newest.other, newest].map((one) => {
      const button = document.createElement("button");
      button.className = "quiet";
      button.name = "resolve";
      Object.assign(button.dataset, { value: one.value, note: one.note });
      const said = [WORDS[one.value] ?? one.value, one.note].filter(Boolean).join(": ");
      button.textContent = `${said || "пусто"} (${one.at})`;
      return button;
    });
    box.querySelector("[data-choice]").replaceChildren(...buttons);
  }

  // --- Sending ---------------------------------------------------------------------------

  function send() {
    if (sending) {
      again = true;
      return sending;
    }
    sending = carry().finally(() => {
      sending = null;
      tell();
      if (again) {
        again = false;
        send();
      }
    });
    return sending;
  }
  async function carry() {
    const entries = waiting().filter((one) => !one.refused);
    if (!entries.length) return;
    tell("Отправляется…");
    let answer;
    try {
      answer = await post(entries);
      if (answer.status === 403) {
        await newToken();
        answer = await post(entries);
      }
    } catch {
      return; // no network: everything stays and is tried again
    }
    const type = answer.headers.get("content-type") ?? "";
    if (answer.redirected || !type.includes("json")) {
      if (answer.status < 500) refusedWhy = "Войдите снова: записи ждут на этом телефоне";
      return;
    }
    const said = await answer.json();
    if (!answer.ok) {
      refusedWhy = said.error ?? "";
      return;
    }
    refusedWhy = "";
    for (const client of said.kept) forget(client);
    for (const [client, why] of said.refused) {
      refusedWhy = why;
      const mine = waiting().find((one) => one.client === client);
      if (mine) keep({ ...mine, refused: why });
    }
    finished = said.finished;
    if (finished && !waiting().length) {
      localStorage.removeItem(stateKey);
      keepPages(form.dataset.worker, [location.href.split(/[?#]/)[0]]); // the page of today
    } else {
      localStorage.setItem(stateKey, JSON.stringify({ count: said.count, newest: said.newest }));
    }
    const still = new Set(waiting().map((one) => one.item));
    for (const [item, newest] of Object.entries(said.newest)) {
      const field = fields.get(item);
      if (!field) continue;
      field.dataset.seen = newest.client;
      const seen = form.elements[`seen-${item}`];
      if (seen) seen.value = newest.client;
      if (still.has(item)) continue;
      if (JSON.stringify(current(field)) === known.get(item)) {
        show(field, newest.value, newest.note);
        known.set(item, JSON.stringify(current(field)));
      }
      stamp(item, newest.at);
      conflict(field, newest);
    }
  }
  const post = (entries) =>
    fetch(form.dataset.sync, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({ entries: entries.map(({ order, refused, ...entry }) => entry) }),
      signal: AbortSignal.timeout(20_000),
    });
  // The page may be older than the session: a fresh page has the token of today.
  async function newToken() {
    const page = await fetch(location.href, { cache: "no-store" });
    const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = parsed.querySelector("#sheet [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  }

  // --- What the observer is told ---------------------------------------------------------

  function plural(n, one, few, many) {
    const tens = n % 100;
    if (tens > 10 && tens < 20) return many;
    return [many, one, few, few, few][n % 10] ?? many;
  }
  function say(text, warn = false) {
    state.textContent = text;
    state.hidden = !text;
    state.classList.toggle("waiting", warn);
  }
  function tell(text = "") {
    const left = waiting();
    const ended = finished ? "Лист сдан. " : "";
    if (text) say(text);
    else if (left.length) {
      const n = `${left.length}\u00a0${plural(left.length, "запись", "записи", "записей")}`;
      const done = left.some((one) => one.item === "finish") ? " Лист сдастся сам." : "";
      const why = refusedWhy ? `${refusedWhy}. ` : "";
      say(`${why}${n} на телефоне, отправится, когда появится сеть.${done}`, true);
    } else say(`${ended}Всё записано и отправлено.`);
  }

  addEventListener("online", send);
  setInterval(() => waiting().length && send(), 15_000);
  if (waiting().length) {
    tell();
    send();
  }
}
