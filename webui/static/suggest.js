// Suggestions below the search box: an editable combobox with list autocomplete, as the ARIA Authoring Practices
// describe it. The focus stays in the box, and its text as typed until a suggestion is chosen.
(() => {
  "use strict";

  const PAUSE = 150; // milliseconds without a key
  const LEAST = 2; // letters
  const KINDS = { drug: "Drug", condition: "Condition", sponsor: "Sponsor", title: "Title", id: "Record" };
  const grouped = new Intl.NumberFormat("en");

  const boxOf = (target) => target.closest?.(".combo")?.querySelector("input[role=combobox]");
  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const isOpen = (box) => box.getAttribute("aria-expanded") === "true";
  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    element.append(...children);
    return element;
  };

  const prepare = () => {
    for (const input of document.querySelectorAll(".combo input#q:not([role])")) {
      const list = made("ul", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": "Suggestions" });
      list.hidden = true;
      input.after(list, made("span", { class: "hidden", "aria-live": "polite" }));
      Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
        "aria-controls": list.id }).forEach(([key, value]) => input.setAttribute(key, value));
    }
  };

  const activate = (box, option) => {
    listOf(box).querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
  };

  const announce = (box, text) => { listOf(box).nextElementSibling.textContent = text; };

  const expand = (box, open) => {
    activate(box, null);
    listOf(box).hidden = !open;
    box.setAttribute("aria-expanded", open);
  };

  // What is asked for, and what the list shows; an answer to anything else is dropped.
  let waiting = 0;
  let asking = null;
  let shown = { query: null };

  const close = (box) => {
    clearTimeout(waiting);
    asking?.abort();
    expand(box, false);
    announce(box, "");
  };

  const show = (box, answer) => {
    shown = answer;
    listOf(box).replaceChildren(...answer.suggestions.map(({ text, kind, count }, at) =>
      made("li", { id: `suggestion-${at}`, role: "option", "aria-selected": "false" },
        made("bdi", {}, text), " ",
        made("span", { class: "of-kind" }, KINDS[kind] + (count > 1 ? ` of ${grouped.format(count)} records` : "")))));
    const { length } = answer.suggestions;
    expand(box, length > 0);
    announce(box, length ? `${length} suggestion${length > 1 ? "s" : ""}` : "");
  };

  const ask = async (box) => {
    const query = box.value.trim();
    clearTimeout(waiting);
    asking?.abort();
    if (query.length < LEAST) return;
    if (query === shown.query) return show(box, shown);
    const asked = asking = new AbortController();
    try {
      const response = await fetch(`/api/suggest?${new URLSearchParams({ q: query })}`, { signal: asked.signal });
      const answer = response.ok ? await response.json() : { suggestions: [] };
      if (!asked.signal.aborted && document.activeElement === box) show(box, { ...answer, query });
    } catch {
      // Without an answer there is nothing to suggest; the search itself says that the server is gone.
    }
  };

  // As words a value is found under its other names, too; a phrase is needed where its text would be read as syntax.
  const asQuery = ({ text, kind }) =>
    kind === "title" || /^[\p{L}\p{N}\p{M} ,.'’&/-]+$/u.test(text) && !/(^|\s)(-|AND\b|OR\b|NOT\b)/.test(text)
      ? text : `"${text.replaceAll('"', " ")}"`;

  const choose = (box, option) => {
    const chosen = shown.suggestions[[...option.parentElement.children].indexOf(option)];
    close(box);
    if (chosen.kind === "id") {
      location.assign(`/record/${chosen.text.split("/").map(encodeURIComponent).join("/")}`);
      return;
    }
    box.value = asQuery(chosen);
    box.form.requestSubmit();
  };

  const step = (box, by) => {
    const options = [...listOf(box).children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = at < 0 ? (by > 0 ? 0 : options.length - 1) : at + by;
    activate(box, options[next] ?? null);
  };

  const keys = {
    ArrowDown: (box, event) => {
      event.preventDefault();
      if (!isOpen(box)) ask(box);
      else if (!event.altKey) step(box, 1);
    },
    ArrowUp: (box, event) => {
      if (!isOpen(box)) return;
      event.preventDefault();
      if (event.altKey) close(box);
      else step(box, -1);
    },
    Enter: (box, event) => {
      const option = listOf(box).querySelector("[aria-selected=true]");
      if (option) {
        event.preventDefault();
        choose(box, option);
      } else {
        close(box);
      }
    },
    Escape: (box, event) => {
      if (isOpen(box)) event.preventDefault();
      close(box);
    },
    Tab: close,
  };

  document.addEventListener("keydown", (event) => {
    const box = boxOf(event.target);
    if (!box || event.isComposing) return;
    if (Object.hasOwn(keys, event.key)) keys[event.key](box, event);
    else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) activate(box, null);
  });

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box) return;
    close(box);
    waiting = setTimeout(ask, PAUSE, box);
  });

  // The list is pressed without taking the focus from the box.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".suggestions")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".suggestions [role=option]");
    if (option) choose(boxOf(option), option);
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box) close(box);
  });
  document.addEventListener("submit", () => {
    const box = document.querySelector("input[role=combobox]");
    if (box) close(box);
  });

  document.addEventListener("DOMContentLoaded", prepare);
  document.addEventListener("htmx:historyRestore", prepare);
})();
