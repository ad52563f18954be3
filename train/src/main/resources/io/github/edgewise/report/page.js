// Gives every cell the head of its column: on a narrow screen, each row becomes a card.
for (const table of document.querySelectorAll('table')) {
  const heads = [...table.rows[0].cells].map(head => head.textContent);
  if (heads.length > 8) table.classList.add('wide');
  table.rows[0].classList.add('heads');
  for (const row of [...table.rows].slice(1)) {
    [...row.cells].forEach((cell, i) => cell.dataset.head = heads[i] ?? '');
  }
  table.classList.add('cards');
}
