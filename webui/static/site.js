// What the site adds to htmx: the "/" key, focus, history, and word when the server is gone.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  root.classList.add("js");

  // Settings may be unreadable where the browser forbids storage.
  const stored = (name, value) => {
    try {
      return value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value);
    } catch {
      return null;
    }
  };

  const isText = (element) => element.matches("select, textarea, input:not([type=checkbox])");

  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (event.key !== "/" || !plain || stored("slash") === "off" || isText(event.target)) return;
    event.preventDefault();
    byId("q").focus();
    byId("q").select();
  });

  const syncFiltersButton = () => {
    byId("filters-button")?.setAttribute("aria-expanded", root.classList.contains("filters-open"));
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#filters-button")) {
      root.classList.toggle("filters-open");
      syncFiltersButton();
    }
    const link = event.target.closest("main a[id]");
    if (link && !link.hasAttribute("hx-boost")) {
      history.replaceState({ ...history.state, focus: link.id }, "");
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const slash = byId("slash");
    slash.checked = stored("slash") !== "off";
    slash.addEventListener("change", () => stored("slash", slash.checked ? "on" : "off"));
    const [arrival] = performance.getEntriesByType("navigation");
    if (arrival?.type === "back_forward" && history.state?.focus) {
      byId(history.state.focus)?.focus({ preventScroll: true });
    }
  });

  // What a link asks for goes into the box at once, and a keystroke that is still waiting when its text
  // has been sent by another way, or given up for a link, is not sent again.
  let asked = "";
  const isBox = (element) => element.matches("input[type=search]");
  const formState = (form) => new URLSearchParams(new FormData(form)).toString();

  document.addEventListener("htmx:confirm", (event) => {
    const { elt } = event.detail;
    if (elt.matches("details")) return;
    const form = elt.closest("form");
    if (isBox(elt) && formState(form) === asked) return event.preventDefault();
    if (elt.matches("a")) {
      form.querySelector("input[type=search]").value = new URL(elt.href).searchParams.get("q") ?? "";
    }
    asked = formState(form);
  });

  // A search sent with Enter stays in the history: the next letter pushes instead of replacing.
  let keep = false;
  document.addEventListener("htmx:configRequest", (event) => {
    if (keep && isBox(event.detail.elt)) event.detail.headers["Trialdex-Keep"] = "true";
  });
  document.addEventListener("htmx:pushedIntoHistory", () => { keep = false; });
  document.addEventListener("htmx:afterOnLoad", (event) => {
    byId("offline").hidden = true;
    keep = keep || event.detail.requestConfig.triggeringEvent?.type === "submit";
  });

  // htmx keeps the focus on a control that is still there; here is where it goes if it is not.
  const chips = () => [...document.querySelectorAll(".chips a")];
  let used = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const active = document.activeElement;
    used = active?.closest("#region") ? { chip: chips().indexOf(active) } : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    syncFiltersButton();
    if (event.detail.requestConfig?.elt.id.startsWith("page-")) byId("summary")?.scrollIntoView();
    if (used && document.activeElement === document.body) {
      const left = used.chip < 0 ? [] : chips();
      (left[Math.min(used.chip, left.length - 2)] ?? byId("summary"))?.focus({ preventScroll: true });
    }
    used = null;
  });

  let before = "";
  document.addEventListener("htmx:historyCacheMiss", () => { before = document.activeElement?.id; });
  document.addEventListener("htmx:historyRestore", () => {
    asked = "";
    keep = false;
    syncFiltersButton();
    byId("status").textContent = byId("summary")?.textContent ?? "";
    (byId(before) ?? byId("q")).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());

  document.addEventListener("htmx:sendError", () => {
    asked = "";
    byId("offline").hidden = false;
  });
})();
