// What is wrong with pages, each in a frame of two widths.
const flaws = []
const seen = {pages: 0, texts: 0, tables: 0, regions: 0, dark: matchMedia('(prefers-color-scheme: dark)').matches}
const parts = s => s.match(/[\d.]+/g).map(Number)
const lum = ([r, g, b]) => { const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * x + 0.7152 * y + 0.0722 * z }
const contrast = (a, b) => { const x = lum(a), y = lum(b); return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) }

const look = (frame, name, width) => {
  const win = frame.contentWindow, doc = frame.contentDocument
  const flaw = text => flaws.push(name + ' ' + width + ': ' + text)
  const style = e => win.getComputedStyle(e)
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(style(e).backgroundColor)
      if (c.length < 4 || c[3] > 0) return c
    }
    return [255, 255, 255]
  }
  seen.pages++
  if (frame.violations.length) flaw('the policy stopped ' + frame.violations.join(', '))
  if (doc.documentElement.scrollWidth > width) flaw('the page is ' + doc.documentElement.scrollWidth + ' wide')
  if (lum(ground(doc.body)) < 0.5 !== seen.dark) flaw('the ground is ' + style(doc.body).backgroundColor)
  for (const d of doc.querySelectorAll('details')) d.open = true
  const cache = new Map()
  for (const e of doc.querySelectorAll('body *')) {
    if (e.closest('svg') || e.closest('.skip') || e.tagName === 'SCRIPT' || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue
    seen.texts++
    const s = style(e), behind = ground(e), key = s.color + behind
    if (!cache.has(key)) cache.set(key, contrast(parts(s.color), behind))
    if (cache.get(key) < 4.5) flaw('<' + e.tagName + '> ' + e.textContent.slice(0, 40) + ' has contrast ' + cache.get(key).toFixed(1))
    const r = e.getBoundingClientRect()
    if (r.width === 0 && !e.closest('[hidden]')) flaw(e.textContent.slice(0, 40) + ' is not drawn')
    if ((e.tagName === 'TD' || e.tagName === 'TH' || e.tagName === 'P') && e.scrollWidth > e.clientWidth + 1) flaw(e.textContent.slice(0, 60) + ' is cut off')
  }
  for (const r of doc.querySelectorAll('[tabindex]')) {
    seen.regions++
    const by = r.getAttribute('aria-labelledby')
    if (!(r.getAttribute('aria-label') || by && doc.getElementById(by).textContent.trim())) flaw('a region has no name')
    const b = r.getBoundingClientRect()
    if (b.right > width + 1) flaw('a region reaches to ' + b.right)
  }
  if (doc.querySelectorAll('h1').length !== 1) flaw('not one h1')
  for (const table of doc.querySelectorAll('main table')) {
    seen.tables++
    const body = table.tBodies[0]
    if (body.rows.length < 2) continue
    const buttons = table.tHead.querySelectorAll('button')
    if (buttons.length !== table.tHead.rows[0].cells.length) { flaw('the script does not run'); continue }
    const head = buttons[0].parentElement
    const before = body.rows.length
    buttons[0].click()
    const up = [...body.rows].map(r => r.cells[0].textContent)
    if (head.getAttribute('aria-sort') !== 'ascending') flaw('a column does not say that it is sorted')
    buttons[0].click()
    const down = [...body.rows].map(r => r.cells[0].textContent)
    if (head.getAttribute('aria-sort') !== 'descending' || body.rows.length !== before || up[0] !== down[down.length - 1]) flaw('a column is not sorted')
    const filter = table.parentElement.previousElementSibling
    const input = filter && filter.querySelector && filter.classList.contains('filter') ? filter.querySelector('input') : null
    if (!input) continue
    if (!filter.querySelector('label').htmlFor || filter.querySelector('label').htmlFor !== input.id) flaw('a filter has no name')
    input.value = down[0]
    input.dispatchEvent(new win.Event('input'))
    const left = [...body.rows].filter(r => !r.hidden)
    if (!left.length || left.some(r => !down[0].toLowerCase().split(/\s+/).every(w => r.textContent.toLowerCase().includes(w)))) flaw('a filter shows other rows')
    input.value = ''
    input.dispatchEvent(new win.Event('input'))
    if ([...body.rows].some(r => r.hidden)) flaw('a filter hides rows')
  }
}

const load = (name, width) => new Promise(done => {
  const frame = document.createElement('iframe')
  frame.style = 'border:0;width:' + width + 'px;height:900px'
  frame.violations = []
  frame.onload = () => { look(frame, name, width); frame.remove(); done() }
  frame.src = name
  document.body.append(frame)
  frame.contentWindow.addEventListener('securitypolicyviolation', e => frame.violations.push(e.effectiveDirective))
})

const all = async () => {
  for (const name of pages) for (const width of [1280, 390]) await load(name, width)
  document.body.innerHTML = ''
  const out = document.createElement('pre')
  out.textContent = 'RESULT' + JSON.stringify({seen, flaws}) + 'END'
  document.body.append(out)
}
all().catch(e => { document.body.innerHTML = ''; document.body.append('RESULT' + JSON.stringify({seen, flaws: ['' + e + e.stack]}) + 'END') })
