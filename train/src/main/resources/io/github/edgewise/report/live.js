// Reloads the page while the run lives. Where nothing was heard for long, it says so and asks less often.
const live = document.getElementById('live');
const said = live.textContent;
const check = () => {
  const age = Date.now() - live.dataset.written;
  if (age < live.dataset.silence) return;
  live.classList.add('stopped');
  live.textContent = `No news for ${Math.round(age / 60000)} minutes: the run was probably stopped. `
    + `The last was: ${said}`;
};
check();
setTimeout(() => location.reload(), live.classList.contains('stopped') ? 60000 : +live.dataset.every);
