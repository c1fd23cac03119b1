
(function () {
  "use strict";
  const form = document.getElementById("filters");
  const files = Array.from(document.querySelectorAll(".file"));
  const parts = Array.from(document.querySelectorAll(".part"));
  const mentions = Array.from(document.querySelectorAll("#mentions tr"));
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const reviewed = document.getElementById("reviewed");
  if (!form || files.length + mentions.length === 0) return;

  // The content of a file is laid out when the user opens it.
  function lay({ file, definitions }) {
    const inside = file.querySelector("noscript");
    if (!inside) return;
    inside.insertAdjacentHTML("afterend", inside.textContent);
    inside.remove();
    const list = file.querySelector("ul").children;
    definitions.forEach((definition, at) => {
      definition.item = list[at];
      definition.item.hidden = !definition.is;
    });
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
      definitions: JSON.parse(file.dataset.definitions).map(([id, state, rules, registry]) => ({
        id: id.toLowerCase(), state, rules: rules.split(" "), registry, is: true,
      })),
    };
  });
  const itemOf = new Map(items.map((item) => [item.file, item]));

  const commas = (number) => number.toLocaleString("en-US");

  function count() {
    const done = items.filter(({ tick }) => tick.checked).length;
    reviewed.textContent = commas(done) + " of " + commas(items.length) + " files reviewed";
  }

  function filter() {
    const { cluster, state, rule, registry, folder, review, text } = Object.fromEntries(new FormData(form));
    const wanted = text.trim().toLowerCase();
    const onScreen = new Set(parts.filter((part) => {
      const { top, bottom } = part.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    }));
    let many = 0, all = 0;
    for (const { file, tick, path, text, definitions } of items) {
      const here = (!cluster || file.dataset.cluster.split(", ").includes(cluster))
        && (!folder || path.startsWith(folder)) && (!review || (review === "yes") === tick.checked);
      let any = false;
      for (const definition of definitions) {
        const { item, id, rules } = definition;
        const is = here && (!state || definition.state === state) && (!rule || rules.includes(rule))
          && (!registry || definition.registry === registry)
          && (!wanted || text.includes(wanted) || id.includes(wanted));
        definition.is = is;
        if (item && item.hidden === is) item.hidden = !is;
        any = any || is;
        all += 1;
        many += is ? 1 : 0;
      }
      if (file.hidden === any) file.hidden = !any;
    }
    for (const part of parts) {
      const rows = Array.from(part.children).filter((file) => !file.hidden).length;
      part.hidden = rows === 0;
      // The height of a part that is not laid out. The browser does not keep the place of a part whose style changes.
      if (!onScreen.has(part)) part.style.containIntrinsicSize = "auto " + 2.4 * rows + "rem";
    }
    for (const row of mentions) {
      row.hidden = Boolean(cluster || state || rule || registry || review)
        || Boolean(folder && !row.dataset.path.startsWith(folder))
        || Boolean(wanted && !row.textContent.toLowerCase().includes(wanted));
    }
    if (nothing) nothing.hidden = many > 0 || all === 0;
    shown.textContent = commas(many) + " of " + commas(all) + " definitions";
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
    document.getElementById("files").scrollIntoView();
  });
  document.addEventListener("toggle", (event) => {
    const item = itemOf.get(event.target);
    if (item && item.file.open) lay(item);
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
  window.addEventListener("beforeprint", () => items.forEach(lay));
  // The filters stay at the top of the screen. What is scrolled to stands below them.
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = form.offsetHeight + 8 + "px";
  }).observe(form);
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  items.filter(({ file }) => file.open).forEach(lay);
  count();
  filter();
}());
