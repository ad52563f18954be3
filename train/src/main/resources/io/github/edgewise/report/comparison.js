// Sorts a table by the column whose head is clicked; a second click reverses the order.
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const number = text => parseFloat(text.replace(/^< /, '')); // "< 0.1 %" counts as 0.1
  const compare = (one, other, isText) => {
    const first = number(one);
    const second = number(other);
    if (isText || (isNaN(first) && isNaN(second))) return one.localeCompare(other);
    if (isNaN(first)) return 1;
    return isNaN(second) ? -1 : first - second;
  };
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.onclick = () => {
      const ascending = head.getAttribute('aria-sort') !== 'ascending';
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
      const key = row => row.cells[column].textContent.trim();
      const isText = head.classList.contains('name');
      [...body.rows]
        .sort((one, other) => (ascending ? 1 : -1) * compare(key(one), key(other), isText))
        .forEach(row => body.append(row));
    };
  });
}
