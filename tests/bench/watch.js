// Notes when Enter was pressed, when the wanted value stood in its cell on the screen, and when nothing was under way any more.
(() => {
  const clock = () => performance.timeOrigin + performance.now()
  const kept = () => JSON.parse(sessionStorage.getItem('bench'))
  const keep = (more) => sessionStorage.setItem('bench', JSON.stringify({ ...kept(), ...more }))

  addEventListener('keydown', event => {
    if (event.key === 'Enter') keep({ entered: performance.timeOrigin + event.timeStamp })
  }, true)

  new PerformanceObserver(list => {
    for (const { name, interactionId, startTime, duration } of list.getEntries()) {
      const now = kept()
      const ofEnter = name === 'keydown' && interactionId && performance.timeOrigin + startTime >= now?.entered
      if (ofEnter) keep({ interaction: Math.max(now.interaction ?? 0, duration) })
    }
  }).observe({ type: 'event', durationThreshold: 16 })

  // A frame that begins with the value in its place paints it; what is queued now runs after that.
  const afterPaint = then => { const { port1, port2 } = new MessageChannel(); port1.onmessage = then; port2.postMessage(0) }

  const look = () => {
    const now = kept()
    const cell = now?.entered && !now.saved && document.querySelector(now.cell)
    if (cell && cell.textContent.includes(now.text)) {
      const busy = cell.getAttribute('aria-busy') === 'true'
      afterPaint(() => keep({ painted: kept().painted ?? clock(), ...(busy ? {} : { saved: kept().saved ?? clock() }) }))
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)

  window.bench = {
    begin: wanted => sessionStorage.setItem('bench', JSON.stringify(wanted)),
    told: () => {
      const { entered, painted, saved, interaction } = kept()
      return saved ? { painted: painted - entered, saved: saved - entered, interaction: interaction ?? 0 } : null
    },
  }
})()
