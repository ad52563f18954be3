document.querySelectorAll('figure.inspect').forEach(f=>{
  const views=[...f.querySelectorAll('svg.view')],out=f.querySelector('.read'),kept=new WeakMap();
  const box=views[0].viewBox.baseVal;let x=box.width>>1,y=box.height>>1,turn=0;
  const pixels=async im=>{if(!kept.has(im)){const i=new Image();i.src=im.getAttribute('href');
    await i.decode();const c=document.createElement('canvas');c.width=i.width;c.height=i.height;
    const d=c.getContext('2d');d.drawImage(i,0,0);kept.set(im,d.getImageData(0,0,i.width,i.height))}
    return kept.get(im)};
  const number=(v,p)=>{const stops=v.dataset.scale.split(' ').map(h=>[1,3,5].map(o=>parseInt(h.substr(o,2),16)));
    const at=(Math.floor(y*p.height/box.height)*p.width+Math.floor(x*p.width/box.width))*4;
    let best=0,least=1e9;for(let l=0;l<=200;l++){const s=l/200*(stops.length-1),i=Math.min(s|0,stops.length-2);
      let d=0;for(let c=0;c<3;c++)d+=(Math.round(stops[i][c]+(stops[i+1][c]-stops[i][c])*(s-i))-p.data[at+c])**2;
      if(d<least){least=d;best=l}}
    const low=+v.dataset.low,high=+v.dataset.high,n=low+(high-low)*best/200;
    return v.dataset.name+' '+(best==200?'\u2265 ':best==0&&low<0?'\u2264 ':'')+
      (+n.toPrecision(3)).toString().replace('-','\u2212')+(v.dataset.unit?' '+v.dataset.unit:'')};
  const tell=async()=>{const mine=++turn,parts=[];for(const v of views){
    v.querySelector('.cross').setAttribute('d',`M${x+.5} 0V${box.height}M0 ${y+.5}H${box.width}`);
    const im=v.querySelector('g.on image');if(im&&v.dataset.scale)parts.push(number(v,await pixels(im)))}
    if(mine==turn)out.textContent='row '+(y+1)+', column '+(x+1)+' of the picture: '+parts.join(', ')};
  views.forEach(v=>{const move=e=>{const b=v.getBoundingClientRect(),into=(n,m)=>Math.max(0,Math.min(m-1,Math.floor(n)));
      x=into((e.clientX-b.left)/b.width*box.width,box.width);
      y=into((e.clientY-b.top)/b.height*box.height,box.height);tell()};
    v.addEventListener('pointermove',move);v.addEventListener('pointerdown',move)});
  views[0].tabIndex=0;views[0].addEventListener('keydown',e=>{
    const d={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]}[e.key];if(!d)return;
    e.preventDefault();x=Math.max(0,Math.min(box.width-1,x+d[0]));
    y=Math.max(0,Math.min(box.height-1,y+d[1]));tell()});
  out.textContent='Point at a picture, or choose the first one and use the arrow keys, to read its numbers.';
  let told=false;f.addEventListener('pointermove',()=>told=true);f.addEventListener('keydown',()=>told=true);
  f.addEventListener('slice',()=>{if(told)tell()})});
