for(const table of document.querySelectorAll('table.sortable')){
  const body=table.tBodies[0],heads=[...table.tHead.rows[0].cells];
  heads.forEach((head,i)=>{
    const button=document.createElement('button');button.type='button';
    button.append(...head.childNodes);head.append(button);
    button.onclick=()=>{
      const up=head.getAttribute('aria-sort')!=='ascending';
      heads.forEach(h=>h.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort',up?'ascending':'descending');
      const key=row=>row.cells[i].textContent.trim();
      [...body.rows].sort((a,b)=>{
        const x=parseFloat(key(a)),y=parseFloat(key(b));
        const order=head.classList.contains('name')||(isNaN(x)&&isNaN(y))?key(a).localeCompare(key(b))
          :isNaN(x)?1:isNaN(y)?-1:x-y;
        return up?order:-order;
      }).forEach(row=>body.append(row));
    };
  });
}
