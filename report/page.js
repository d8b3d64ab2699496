'use strict';
// Tables can be sorted and filtered, and a link opens what it leads to. Without this script everything is there to read.
const compare = new Intl.Collator('en', {numeric: true}).compare;
const order = cell => cell.dataset.order ?? cell.textContent;
document.querySelectorAll('main table').forEach((table, number) => {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  if (rows.length < 2) return;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      rows.sort((a, b) => compare(order(a.cells[column]), order(b.cells[column])) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
  if (rows.length < 12) return;
  const filter = document.createElement('p');
  filter.className = 'filter';
  const label = document.createElement('label');
  const input = document.createElement('input');
  const said = document.createElement('output');
  input.type = 'search';
  input.id = 'filter-' + number;
  label.htmlFor = said.htmlFor = input.id;
  label.textContent = 'Rows with';
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      if (!row.hidden) shown++;
    }
    said.textContent = shown + ' of ' + rows.length;
  };
  input.addEventListener('input', show);
  filter.append(label, input, said);
  table.parentElement.before(filter);
  show();
});
const open = () => {
  const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = place && place.closest('details');
  if (details) details.open = true;
};
addEventListener('hashchange', open);
open();
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach(d => { d.open = true; }));
