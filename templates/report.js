"use strict";
// The page is complete without this script: it adds the filter, sorting by column, and opens the page that a link names.
(() => {
  const body = document.querySelector("#index tbody");
  if (!body) return;
  const rows = Array.from(body.rows, (row) => ({
    row,
    cells: Array.from(row.cells, (cell) => cell.textContent.toLowerCase()),
    text: row.textContent.toLowerCase(),
  }));
  const words = document.getElementById("words");
  const verdict = document.getElementById("verdict");
  const shown = document.getElementById("shown");

  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const only = verdict.value.toLowerCase();
    let count = 0;
    for (const { row, cells, text } of rows) {
      const hide = (only && cells[0] !== only) || !wanted.every((word) => text.includes(word));
      if (row.hidden !== hide) row.hidden = hide;
      if (!hide) count += 1;
    }
    shown.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };

  const sortBy = (column, heading) => {
    const descending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const order = rows.slice().sort((one, two) => {
      const [left, right] = [one.cells[column], two.cells[column]];
      return (left < right ? -1 : left > right ? 1 : 0) * (descending ? -1 : 1);
    });
    body.append(...order.map(({ row }) => row));
  };

  document.querySelectorAll("#index thead th").forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sortBy(column, heading));
    heading.replaceChildren(button);
  });

  const openTarget = () => {
    const target = document.getElementById(location.hash.slice(1));
    const page = target && target.closest("details");
    if (!page || page.open) return;
    page.open = true;
    target.scrollIntoView();
  };

  words.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  addEventListener("hashchange", openTarget);
  document.getElementById("filter").hidden = false;
  openTarget();
})();
