// Moves the slices of a case and enlarges single panels.
for (const figure of document.querySelectorAll('figure.case')) {
  const slider = figure.querySelector('.slider input');
  if (slider) {
    const names = slider.dataset.names.split(' ');
    const show = () => {
      for (const view of figure.querySelectorAll('svg.view')) {
        view.querySelectorAll('g.z').forEach((slice, i) => slice.classList.toggle('on', i == slider.value));
      }
      const text = `slice ${names[slider.value]} of ${slider.dataset.all}`;
      figure.querySelector('.slider output').value = text;
      slider.setAttribute('aria-valuetext', text);
      figure.dispatchEvent(new Event('slice'));
    };
    slider.closest('.slider').hidden = false;
    slider.addEventListener('input', show);
    const move = by => {
      const before = slider.value;
      slider.value = +before + by;
      if (slider.value === before) return false;
      show();
      return true;
    };
    const panels = figure.querySelector('.panels');
    // at the first and the last slice, the wheel moves the page again
    panels.addEventListener('wheel', event => {
      if (!event.ctrlKey && event.deltaY && move(Math.sign(event.deltaY))) event.preventDefault();
    }, {passive: false});
    if (!figure.classList.contains('inspect')) {
      panels.tabIndex = 0;
      panels.setAttribute('role', 'group');
      panels.setAttribute('aria-label', 'pictures of a case; arrow keys move through the slices');
      panels.addEventListener('keydown', event => {
        const step = {ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1}[event.key];
        if (step && event.target === panels && move(step)) event.preventDefault();
      });
    }
    show();
  }
  for (const button of figure.querySelectorAll('.zoom')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const big = button.closest('.panels > div').classList.toggle('big');
      button.textContent = big ? 'smaller' : 'larger';
      button.setAttribute('aria-pressed', big);
    });
  }
}
