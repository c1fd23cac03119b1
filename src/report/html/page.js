
(function () {
  "use strict";
  const form = document.getElementById("filters");
  const files = Array.from(document.querySelectorAll(".file"));
  const mentions = Array.from(document.querySelectorAll("#mentions tr"));
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const reviewed = document.getElementById("reviewed");
  if (!form || files.length + mentions.length === 0) return;

  // A change is laid out when its file is opened.
  function lay(file) {
    const change = file.querySelector("noscript");
    if (!change) return;
    change.insertAdjacentHTML("afterend", change.textContent);
    change.remove();
  }

  // What was reviewed is remembered by the digest of the change, so that it holds for a new report, too.
  const PREFIX = "pullconfig reviewed ";
  function remembered(key) {
    try { return localStorage.getItem(PREFIX + key) !== null; } catch (_) { return false; }
  }
  function remember(key, is) {
    try {
      if (is) localStorage.setItem(PREFIX + key, ""); else localStorage.removeItem(PREFIX + key);
    } catch (_) { /* nothing is kept, then */ }
  }

  const words = (value) => (value || "").split(" ");
  const items = files.map((file) => {
    const head = file.querySelector("summary");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.title = "reviewed";
    tick.checked = remembered(file.dataset.key);
    head.prepend(tick);
    const path = head.querySelector("b").textContent;
    return {
      file, tick, path, text: path.toLowerCase(),
      definitions: Array.from(file.querySelectorAll("li[data-state]")).map((item) => ({
        item, data: item.dataset,
        id: (item.querySelector("b") || item).textContent.toLowerCase(),
        rules: words(item.dataset.rules),
      })),
    };
  });

  function count() {
    const done = items.filter(({ tick }) => tick.checked).length;
    reviewed.textContent = done + " of " + items.length + " files reviewed";
  }

  function filter() {
    const { cluster, state, rule, registry, folder, review, text } = Object.fromEntries(new FormData(form));
    const wanted = text.trim().toLowerCase();
    let many = 0, all = 0;
    for (const { file, tick, path, text, definitions } of items) {
      const here = (!cluster || file.dataset.cluster.split(", ").includes(cluster))
        && (!folder || path.startsWith(folder)) && (!review || (review === "yes") === tick.checked);
      let any = false;
      for (const { item, data, id, rules } of definitions) {
        const is = here && (!state || data.state === state) && (!rule || rules.includes(rule))
          && (!registry || data.registry === registry)
          && (!wanted || text.includes(wanted) || id.includes(wanted));
        if (item.hidden === is) item.hidden = !is;
        any = any || is;
        all += 1;
        many += is ? 1 : 0;
      }
      if (file.hidden === any) file.hidden = !any;
    }
    for (const row of mentions) {
      row.hidden = Boolean(cluster || state || rule || registry || review)
        || Boolean(folder && !row.dataset.path.startsWith(folder))
        || Boolean(wanted && !row.textContent.toLowerCase().includes(wanted));
    }
    if (nothing) nothing.hidden = many > 0 || all === 0;
    shown.textContent = many + " of " + all + " definitions";
  }

  // A link in the head chooses a filter, and takes it back when it is chosen already.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-field]");
    const field = link && form.elements[link.dataset.field];
    if (!field) return;
    event.preventDefault();
    field.value = field.value === link.dataset.value ? "" : link.dataset.value;
    if (field.selectedIndex < 0) field.value = "";
    filter();
    form.scrollIntoView();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.classList.contains("file")) lay(event.target);
  }, true);
  document.addEventListener("change", (event) => {
    const item = items.find(({ tick }) => tick === event.target);
    if (!item) return;
    // Files with equal changes have equal keys.
    for (const { file, tick } of items) {
      if (file.dataset.key === item.file.dataset.key) tick.checked = item.tick.checked;
    }
    remember(item.file.dataset.key, item.tick.checked);
    count();
    if (form.elements.review.value) filter();
  });
  const fold = (open) => () => items.forEach(({ file }) => { if (!open || !file.hidden) file.open = open; });
  document.getElementById("fold").addEventListener("click", fold(false));
  document.getElementById("unfold").addEventListener("click", fold(true));
  window.addEventListener("beforeprint", () => files.forEach(lay));
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  files.filter((file) => file.open).forEach(lay);
  count();
  filter();
}());
