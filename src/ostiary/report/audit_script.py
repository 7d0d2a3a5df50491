"""What makes an audit's tables sort and filter: it moves and hides rows, and writes plain text only.

Headers become buttons and the filters appear only where this runs; without it the page shows everything. No
handler stands in the markup, nothing is stored or fetched, and no text of a row becomes an element.
"""

SCRIPT = """\
"use strict";
(() => {
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const setUp = (table) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    const texts = new Map();
    const textOf = (row) => {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase().replace(/\\s+/g, " "));
      return texts.get(row);
    };
    const keyOf = (row, at) => {
      const cell = row.cells[at];
      return cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
    };

    const sort = (at) => {
      const up = heads[at].getAttribute("aria-sort") !== "ascending";
      heads.forEach((head, index) =>
        head.setAttribute("aria-sort", index !== at ? "none" : up ? "ascending" : "descending"));
      const keyed = rows.map((row, index) => ({ row, index, key: keyOf(row, at) }));
      const sign = up ? 1 : -1;
      keyed.sort((one, other) => {
        // what has nothing there stands last, whichever way the others go
        if (!one.key !== !other.key) return one.key ? -1 : 1;
        return sign * collator.compare(one.key, other.key) || one.index - other.index;
      });
      const fragment = document.createDocumentFragment();
      for (const { row } of keyed) fragment.append(row);
      body.append(fragment);
    };

    heads.forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(at));
      head.append(button);
      head.setAttribute("aria-sort", "none");
    });
    table.classList.add("live");

    const tools = document.getElementById(table.dataset.tools);
    const words = tools.querySelector("input[type=search]");
    const choices = Array.from(tools.querySelectorAll("select"));
    const boxes = Array.from(tools.querySelectorAll("input[type=checkbox]"));
    const status = tools.querySelector("output");

    const has = (row, key, value) => (row.dataset[key] || "").split(" ").includes(value);
    const filter = () => {
      const wanted = words.value.toLowerCase().split(/\\s+/).filter(Boolean);
      const picked = choices.filter((one) => one.value);
      const ticked = boxes.filter((one) => one.checked);
      let shown = 0;
      for (const row of rows) {
        const fits =
          picked.every((one) => has(row, one.dataset.key, one.value)) &&
          ticked.every((one) => has(row, one.dataset.key, one.value)) &&
          (!wanted.length || wanted.every((word) => textOf(row).includes(word)));
        row.hidden = !fits;
        shown += fits;
      }
      status.textContent = shown + " of " + rows.length + " shown";
    };
    tools.addEventListener("input", filter);
    tools.addEventListener("change", filter);
    tools.querySelector("button").addEventListener("click", () => {
      words.value = "";
      for (const one of choices) one.value = "";
      for (const one of boxes) one.checked = false;
      filter();
      words.focus();
    });
    tools.hidden = false;
    filter();
  };

  for (const table of document.querySelectorAll("table.sortable")) setUp(table);
})();
"""
