// Asks for the state of all runs every few seconds, and for new curves where a chosen run has a new epoch.
const EVERY = 3000;
const MOST = 8;
const body = document.querySelector('#runs tbody');
const heads = [...document.querySelectorAll('#runs th')].map(head => head.textContent);
const state = document.getElementById('state');
const curves = document.getElementById('curves');
const rows = new Map();
let drawn = '';

const time = seconds => {
  const s = Math.round(seconds);
  const two = n => String(n).padStart(2, '0');
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}`
    : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
};
const number = (value, digits) => value === undefined ? '' : value.toFixed(digits);

const row = name => {
  if (!rows.has(name)) {
    const line = body.insertRow();
    heads.forEach(head => line.insertCell().dataset.head = head);
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = rows.size < MOST;
    box.setAttribute('aria-label', `show the curves of ${name}`);
    box.onchange = () => draw();
    line.cells[0].append(box);
    for (const text of [1, 2, 9]) line.cells[text].className = 'name';
    rows.set(name, {line, box, epochs: 0});
  }
  return rows.get(name);
};

const fill = run => {
  const one = row(run.name);
  const cells = one.line.cells;
  one.epochs = run.epochs;
  cells[1].textContent = run.name;
  cells[1].title = run.loss ?? run.note ?? '';
  cells[2].textContent = run.state;
  cells[2].className = `name ${run.state}`;
  cells[3].textContent = run.epochs === undefined ? '' : run.of ? `${run.epochs} of ${run.of}` : run.epochs;
  const isRunning = run.state === 'running' && run.secondsLeft !== undefined;
  cells[4].textContent = isRunning ? time(run.secondsLeft) : '';
  cells[5].textContent = number(run.value, 4);
  cells[6].textContent = number(run.dice, 3);
  cells[7].textContent = number(run.hd95Mm, 2);
  cells[8].textContent = run.best ?? '';
  if (run.page && !cells[9].firstChild) {
    const link = document.createElement('a');
    link.href = `page?run=${encodeURIComponent(run.name)}`;
    link.textContent = 'report';
    link.setAttribute('aria-label', `report of ${run.name}`);
    cells[9].append(link);
  }
};

const draw = async () => {
  const chosen = [...rows].filter(([, one]) => one.box.checked);
  const wanted = JSON.stringify(chosen.map(([name, one]) => [name, one.epochs]));
  if (wanted === drawn) return;
  const query = chosen.map(([name]) => `run=${encodeURIComponent(name)}`).join('&');
  const answer = await fetch(`charts?${query}`);
  if (!answer.ok) return;
  curves.innerHTML = await answer.text();
  drawn = wanted;
};

const ask = async () => {
  try {
    const answer = await fetch('runs.json');
    if (!answer.ok) throw new Error(await answer.text());
    const {runs, page} = await answer.json();
    runs.forEach(fill);
    const running = runs.filter(run => run.state === 'running').length;
    state.textContent = runs.length === 0 ? 'No runs here yet.'
      : `${runs.length} runs, ${running} of them running. `;
    if (page) {
      const link = document.createElement('a');
      link.href = 'page';
      link.textContent = 'report of the comparison';
      state.append(link);
    }
    await draw();
  } catch (error) {
    state.textContent = `No answer (${error.message}). Is edgewise watch still running?`;
  }
  setTimeout(ask, EVERY);
};
ask();
