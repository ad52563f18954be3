document.querySelectorAll('figure.case').forEach(f=>{
  const r=f.querySelector('.slider input'),views=f.querySelectorAll('svg.view');
  if(r){const names=r.dataset.names.split(' '),show=()=>{
    views.forEach(v=>v.querySelectorAll('g.z').forEach((g,i)=>g.classList.toggle('on',i==r.value)));
    const t='slice '+names[r.value]+' of '+r.dataset.all;
    f.querySelector('.slider output').value=t;r.setAttribute('aria-valuetext',t);
    f.dispatchEvent(new Event('slice'))};
    r.closest('.slider').hidden=false;r.addEventListener('input',show);show()}
  f.querySelectorAll('.zoom').forEach(b=>{b.hidden=false;b.addEventListener('click',()=>{
    const big=b.closest('.panels>div').classList.toggle('big');
    b.textContent=big?'smaller':'larger';b.setAttribute('aria-pressed',big)})})});
