
"use strict";
// Comparison of a reference laid into a frame with the frame: side by side, swipe, opacity, flicker. Every mode works by keyboard, by
// single clicks and by dragging; nothing moves unless it is started.
(() => {
  const modes = ["side", "swipe", "opacity", "flicker"];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // WCAG 2.3.1 allows three flashes a second. A change every 500 ms is one flash a second.
  const leastPause = 500;

  const setUp = (viewer) => {
    const find = (name) => viewer.querySelector(`[data-${name}]`);
    const controls = find("controls");
    if (!controls) return;
    const radios = [...viewer.querySelectorAll('.modes input[type="radio"]')];
    const [divider, opacity, zoom, marks] = ["divider", "opacity", "zoom", "marks"].map(find);
    const [swap, run, pace, showing] = ["swap", "run", "pace", "showing"].map(find);
    const scrolls = [...viewer.querySelectorAll("[data-scroll]")];
    const stage = scrolls[scrolls.length - 1];
    let timer = 0;

    const stop = () => {
      clearTimeout(timer);
      timer = 0;
      run.setAttribute("aria-pressed", "false");
      showing.hidden = false;
    };
    const setMode = (mode) => {
      viewer.dataset.mode = mode;
      for (const radio of radios) radio.checked = radio.value === mode;
      if (mode !== "flicker") stop();
    };
    const showOther = () => {
      const shows = viewer.dataset.shows === "reference" ? "frame" : "reference";
      viewer.dataset.shows = shows;
      // While it alternates, announcing each change would be noise.
      if (!timer) showing.textContent = `Showing the ${shows}`;
    };
    const tick = () => {
      showOther();
      timer = setTimeout(tick, Math.max(leastPause, Number(pace.value)));
    };
    const start = () => {
      if (still.matches) return;
      run.setAttribute("aria-pressed", "true");
      showing.hidden = true;
      timer = setTimeout(tick, Math.max(leastPause, Number(pace.value)));
    };
    const respectMotion = () => {
      run.disabled = still.matches;
      run.title = still.matches ? "Off, since this system asks for reduced motion. “Show the other” changes the picture by hand." : "";
      if (still.matches) stop();
    };

    const setDivider = (value) => {
      divider.value = value;
      viewer.style.setProperty("--at", `${divider.value}%`);
    };
    const setOpacity = (value) => {
      opacity.value = value;
      viewer.style.setProperty("--mix", String(opacity.value / 100));
    };
    const setZoom = (value) => {
      const before = Number(viewer.style.getPropertyValue("--zoom") || 1);
      const centre = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2];
      const height = stage.clientHeight;
      zoom.value = value;
      // The window keeps its size while the picture grows in it.
      for (const scroll of scrolls) scroll.style.maxHeight = zoom.value > 1 ? `${Math.max(height, 120)}px` : "";
      viewer.style.setProperty("--zoom", zoom.value);
      const factor = zoom.value / before;
      stage.scrollTo(centre[0] * factor - stage.clientWidth / 2, centre[1] * factor - stage.clientHeight / 2);
    };

    for (const radio of radios) radio.addEventListener("change", () => setMode(radio.value));
    divider.addEventListener("input", () => setDivider(divider.value));
    opacity.addEventListener("input", () => setOpacity(opacity.value));
    zoom.addEventListener("input", () => setZoom(zoom.value));
    if (marks) marks.addEventListener("change", () => viewer.classList.toggle("no-marks", !marks.checked));
    swap.addEventListener("click", () => { stop(); showOther(); });
    run.addEventListener("click", () => (timer ? stop() : start()));
    still.addEventListener("change", respectMotion);
    document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });

    // A click puts the divider where it is clicked, a drag takes it along.
    const place = (event) => {
      const box = stage.querySelector("[data-stack]").getBoundingClientRect();
      setDivider(Math.round(((event.clientX - box.left) / box.width) * 100));
    };
    stage.addEventListener("pointerdown", (event) => {
      if (viewer.dataset.mode !== "swipe" || event.button !== 0 || event.pointerType === "touch") return;
      stage.setPointerCapture(event.pointerId);
      place(event);
    });
    stage.addEventListener("pointermove", (event) => { if (stage.hasPointerCapture(event.pointerId)) place(event); });
    stage.addEventListener("click", (event) => { if (viewer.dataset.mode === "swipe") place(event); });

    // Both pictures show the same part.
    for (const scroll of scrolls) {
      scroll.addEventListener("scroll", () => {
        for (const other of scrolls) {
          if (other === scroll) continue;
          if (other.scrollLeft !== scroll.scrollLeft) other.scrollLeft = scroll.scrollLeft;
          if (other.scrollTop !== scroll.scrollTop) other.scrollTop = scroll.scrollTop;
        }
      }, { passive: true });
    }

    const move = (step) => {
      if (viewer.dataset.mode === "swipe") setDivider(Number(divider.value) + step);
      if (viewer.dataset.mode === "opacity") setOpacity(Number(opacity.value) + step);
    };
    viewer.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select")) return;
      const actions = {
        1: () => setMode(modes[0]), 2: () => setMode(modes[1]), 3: () => setMode(modes[2]), 4: () => setMode(modes[3]),
        x: () => { if (viewer.dataset.mode === "flicker") { stop(); showOther(); } },
        m: () => { if (marks) marks.click(); },
        "+": () => setZoom(Number(zoom.value) + 0.5), "=": () => setZoom(Number(zoom.value) + 0.5),
        "-": () => setZoom(Number(zoom.value) - 0.5),
        "[": () => move(-5), "]": () => move(5),
        escape: () => stop(),
      };
      const action = actions[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    });

    setMode("side");
    setDivider(50);
    setOpacity(50);
    respectMotion();
    controls.hidden = false;
    find("keys").hidden = false;
  };
  for (const viewer of document.querySelectorAll("[data-viewer]")) setUp(viewer);
})();
