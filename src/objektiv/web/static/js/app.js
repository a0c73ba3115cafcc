// Helps where it only helps: every page works without it.

// "/" moves to the search field.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  const search = document.getElementById("search");
  if (event.key === "/" && !typing && search) {
    event.preventDefault();
    search.focus();
  }
});

// An error summary is where reading goes on.
document.getElementById("summary")?.focus();

// Files may be dropped on the zone, several at once and one after another; each has a row.
const size = (bytes) =>
  bytes < 1048576
    ? `${Math.max(1, Math.round(bytes / 1024))}\u00a0КБ`
    : `${(bytes / 1048576).toFixed(1).replace(".", ",")}\u00a0МБ`;

for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector("input[type=file]");
  const rows = zone.querySelector("[data-chosen]");
  let files = [];
  const same = (one, other) => one.name === other.name && one.size === other.size;
  const keep = () => {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    rows.hidden = !files.length;
    rows.replaceChildren(
      ...files.map((file) => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        name.textContent = `${file.name}, ${file.size ? size(file.size) : "файл пуст"}`;
        if (!file.size) name.className = "wrong";
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "plain";
        remove.textContent = "Убрать";
        remove.setAttribute("aria-label", `Убрать ${file.name}`);
        remove.addEventListener("click", () => {
          files = files.filter((one) => one !== file);
          keep();
          (rows.querySelector("button") ?? input).focus();
        });
        row.append(name, remove);
        return row;
      }),
    );
  };
  const add = (more) => {
    files.push(...[...more].filter((file) => !files.some((known) => same(known, file))));
    keep();
  };
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    add(event.dataTransfer.files);
  });
  input.addEventListener("change", () => add(input.files));
}

// Filters answer at once; without this there is the button.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
