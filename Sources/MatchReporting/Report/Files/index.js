
"use strict";
// The list of clips: filter and sort. Without a script the list stands as it is, in the footage's order.
(() => {
  const table = document.querySelector("[data-clips]");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const filter = document.querySelector("[data-filter]");
  const verdict = document.querySelector("select[data-verdict]");
  const count = document.querySelector("[data-count]");
  const none = document.querySelector("[data-none]");
  document.querySelector("[data-tools]").hidden = false;

  const show = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = (row.dataset.name + " " + row.dataset.reference).toLowerCase();
      const passes = words.every((word) => text.includes(word)) && (!verdict.value || row.dataset.verdict === verdict.value);
      row.hidden = !passes;
      if (passes) shown += 1;
    }
    count.textContent = shown === rows.length ? `${rows.length} ${rows.length === 1 ? "clip" : "clips"}` : `${shown} of ${rows.length} clips`;
    none.hidden = shown > 0;
  };
  filter.addEventListener("input", show);
  verdict.addEventListener("change", show);

  // Ties keep the footage's order; what has no value comes last, whichever way the rest goes.
  const numeric = new Set(["number", "odds", "frames"]);
  const compare = (key, direction) => (a, b) => {
    const [left, right] = [a.dataset[key], b.dataset[key]];
    if ((left === "") !== (right === "")) return left === "" ? 1 : -1;
    const order = numeric.has(key) ? left - right : left < right ? -1 : left > right ? 1 : 0;
    return order !== 0 ? order * direction : a.dataset.number - b.dataset.number;
  };
  const heads = [...table.querySelectorAll("th[data-sort]")];
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const key = head.dataset.sort;
      // Numbers that tell strength start with the greatest.
      const first = key === "odds" || key === "frames" ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const sort = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sort);
      rows.sort(compare(key, sort === "ascending" ? 1 : -1));
      body.append(...rows);
    });
  }

  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      filter.focus();
    }
  });
})();
