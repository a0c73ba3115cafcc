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

// Files may be dropped on the zone; the list under it says what was chosen.
for (const zone of document.querySelectorAll(".drop")) {
  const input = zone.querySelector("input[type=file]");
  const chosen = zone.querySelector("[data-chosen]");
  const tell = () => {
    const names = [...input.files].map((file) => file.name);
    if (chosen) chosen.textContent = names.length ? `Выбрано: ${names.join(", ")}` : "";
  };
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    input.files = event.dataTransfer.files;
    tell();
  });
  input.addEventListener("change", tell);
}

// Filters answer at once; without this there is the button.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
