
(function () {
  "use strict";
  const form = document.getElementById("filters");
  const files = Array.from(document.querySelectorAll(".file"));
  const mentions = Array.from(document.querySelectorAll("#mentions tr"));
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  if (!form || files.length + mentions.length === 0) return;

  const words = (value) => (value || "").split(" ");
  const items = files.map((file) => ({
    file,
    path: file.querySelector("summary b").textContent.toLowerCase(),
    definitions: Array.from(file.querySelectorAll("li[data-state]")).map((item) => ({
      item,
      id: (item.querySelector("b") || item).textContent.toLowerCase(),
      rules: words(item.dataset.rules),
    })),
  }));

  function filter() {
    const { state, rule, team, text } = Object.fromEntries(new FormData(form));
    const wanted = text.trim().toLowerCase();
    let count = 0, all = 0;
    for (const { file, path, definitions } of items) {
      const inTeam = !team || file.dataset.team === team;
      let any = false;
      for (const { item, id, rules } of definitions) {
        const is = inTeam && (!state || item.dataset.state === state) && (!rule || rules.includes(rule))
          && (!wanted || path.includes(wanted) || id.includes(wanted));
        item.hidden = !is;
        any = any || is;
        all += 1;
        count += is ? 1 : 0;
      }
      file.hidden = !any;
    }
    for (const row of mentions) {
      row.hidden = Boolean(state || rule) || Boolean(team && row.dataset.team !== team)
        || Boolean(wanted && !row.textContent.toLowerCase().includes(wanted));
    }
    if (nothing) nothing.hidden = count > 0 || all === 0;
    shown.textContent = count + " of " + all + " definitions";
  }

  const fold = (open) => () => items.forEach(({ file }) => { file.open = open; });
  document.getElementById("fold").addEventListener("click", fold(false));
  document.getElementById("unfold").addEventListener("click", fold(true));
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}());
