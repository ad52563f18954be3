// Shows the numbers of all maps of a case at the pointer, or where the arrow keys lead. A number is read
// back from the colour of its pixel: the map has 201 colours from data-low to data-high.
for (const figure of document.querySelectorAll('figure.inspect')) {
  const LEVELS = 200;
  const views = [...figure.querySelectorAll('svg.view')];
  const output = figure.querySelector('.read');
  const box = views[0].viewBox.baseVal;
  const pixelsOf = new WeakMap();
  let x = box.width >> 1;
  let y = box.height >> 1;
  let turn = 0;
  let isUsed = false;

  const pixels = async picture => {
    if (!pixelsOf.has(picture)) {
      const image = new Image();
      image.src = picture.getAttribute('href');
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      pixelsOf.set(picture, context.getImageData(0, 0, image.width, image.height));
    }
    return pixelsOf.get(picture);
  };

  // the level whose colour is nearest to the pixel at an index
  const nearestLevel = (stops, data, index) => {
    let nearest = 0;
    let least = Infinity;
    for (let level = 0; level <= LEVELS; level++) {
      const place = level / LEVELS * (stops.length - 1);
      const stop = Math.min(place | 0, stops.length - 2);
      let distance = 0;
      for (let channel = 0; channel < 3; channel++) {
        const from = stops[stop][channel];
        const to = stops[stop + 1][channel];
        distance += (Math.round(from + (to - from) * (place - stop)) - data[index + channel]) ** 2;
      }
      if (distance < least) {
        least = distance;
        nearest = level;
      }
    }
    return nearest;
  };

  const numberAt = (view, image) => {
    const stops = view.dataset.scale.split(' ')
      .map(colour => [1, 3, 5].map(at => parseInt(colour.substr(at, 2), 16)));
    const row = Math.floor(y * image.height / box.height);
    const column = Math.floor(x * image.width / box.width);
    const level = nearestLevel(stops, image.data, (row * image.width + column) * 4);
    const low = +view.dataset.low;
    const high = +view.dataset.high;
    const value = low + (high - low) * level / LEVELS;
    const bound = level == LEVELS ? '\u2265 ' : level == 0 && low < 0 ? '\u2264 ' : '';
    const unit = view.dataset.unit ? ' ' + view.dataset.unit : '';
    return view.dataset.name + ' ' + bound
      + (+value.toPrecision(3)).toString().replace('-', '\u2212') + unit;
  };

  const show = async () => {
    const mine = ++turn;
    const numbers = [];
    for (const view of views) {
      view.querySelector('.cross')
        .setAttribute('d', `M${x + .5} 0V${box.height}M0 ${y + .5}H${box.width}`);
      const picture = view.querySelector('g.on image');
      if (picture && view.dataset.scale) numbers.push(numberAt(view, await pixels(picture)));
    }
    // a later move may have overtaken this one while a picture was decoded
    if (mine == turn) {
      output.textContent = `row ${y + 1}, column ${x + 1} of the picture: ${numbers.join(', ')}`;
    }
  };

  const within = (value, size) => Math.max(0, Math.min(size - 1, Math.floor(value)));
  const moveTo = (column, row) => {
    x = within(column, box.width);
    y = within(row, box.height);
    isUsed = true;
    show();
  };
  for (const view of views) {
    const point = event => {
      const place = view.getBoundingClientRect();
      moveTo((event.clientX - place.left) / place.width * box.width,
        (event.clientY - place.top) / place.height * box.height);
    };
    view.addEventListener('pointermove', point);
    view.addEventListener('pointerdown', point);
  }
  views[0].tabIndex = 0;
  views[0].addEventListener('keydown', event => {
    const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[event.key];
    if (!step) return;
    event.preventDefault();
    moveTo(x + step[0], y + step[1]);
  });
  output.textContent = 'Move the pointer over a picture to read its values. '
    + 'Or select the first picture with the Tab key and use the arrow keys.';
  figure.addEventListener('slice', () => {
    if (isUsed) show();
  });
}
