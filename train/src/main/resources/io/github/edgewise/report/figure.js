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
