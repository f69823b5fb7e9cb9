// What the pages do more comfortably with a script; everything works without it.
const page = document.documentElement;
page.dataset.js = "";
const words = document.body.dataset;
const policy = window.trustedTypes?.createPolicy("portal", { createHTML: (html) => html, createScriptURL: own });

// Only ever given the text of this site's own pages; scripts in it do not run.
export function parsed(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

function own(address) {
  const { origin, pathname, href } = new URL(address, location.href);
  if (origin !== location.origin || !pathname.startsWith("/static/")) throw new TypeError("not a script of this site");
  return href;
}

/** Work apart from the page, by a script of this site. */
export function worker(address) {
  return new Worker(policy ? policy.createScriptURL(address) : own(address), { type: "module" });
}

export function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// Lists: filters apply while one types; the address stays the truth.
let asked = 0;
async function refilter(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = form.getAttribute("action") + (query.size ? `?${query}` : "");
  const turn = ++asked;
  const old = document.querySelector("[data-results]");
  const slow = setTimeout(() => old.setAttribute("aria-busy", "true"), 300);
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const html = await answer.text();
    if (turn !== asked) return;
    const fresh = answer.ok && !answer.redirected && parsed(html).querySelector("[data-results]");
    if (!fresh) return location.assign(address);
    old.replaceWith(fresh);
    history.replaceState(null, "", address);
  } catch {
    old.removeAttribute("aria-busy");
    toast(words.msgOffline);
  } finally {
    clearTimeout(slow);
  }
}

let pause;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(pause);
  pause = setTimeout(() => refilter(form), event.target.type === "search" ? 200 : 0);
});

document.addEventListener("change", (event) => {
  if (event.target.closest("form[data-auto]")) event.target.form.requestSubmit();
});

// Forms: ask before what cannot be undone, show that it is on its way, send once.
function confirmed(form, button) {
  const dialog = made("dialog", "", { class: "dialog" });
  const buttons = made("div", "", { class: "buttons" });
  const yes = made("button", words.msgYes, { class: "button primary", value: "yes" });
  const choice = made("form", "", { method: "dialog" });
  buttons.append(yes, made("button", words.msgNo, { class: "button", value: "no" }));
  choice.append(made("p", form.dataset.confirm), buttons);
  dialog.append(choice);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    form.dataset.confirmed = "";
    form.requestSubmit(button);
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-live]")) {
    event.preventDefault();
    clearTimeout(pause);
    return refilter(form);
  }
  if (form.method !== "post" || "download" in form.dataset) return;
  if (form.matches("[data-theme-form]")) return theme(event);
  if (form.dataset.confirm && !("confirmed" in form.dataset)) {
    event.preventDefault();
    return confirmed(form, event.submitter ?? undefined);
  }
  if (form.getAttribute("aria-busy")) return event.preventDefault();
  if (!navigator.onLine) {
    event.preventDefault();
    delete form.dataset.confirmed;
    return toast(words.msgOffline);
  }
  form.setAttribute("aria-busy", "true");
  event.submitter?.setAttribute("aria-busy", "true");
});

// The theme changes at once and is stored behind.
function theme(event) {
  const button = event.submitter;
  if (!button) return;
  event.preventDefault();
  page.dataset.theme = button.value;
  for (const other of document.querySelectorAll("[data-theme-form] button")) {
    other.setAttribute("aria-pressed", String(other.value === button.value));
  }
  const body = new URLSearchParams(new FormData(event.target, button));
  fetch(event.target.action, { method: "POST", body, redirect: "manual" });
}

function toast(text) {
  if (!text) return;
  const box = made("p", text, { class: "toast", role: "status" });
  document.body.append(box);
  setTimeout(() => box.remove(), 8000);
}

// Before one is signed out for having sent nothing: a word two minutes ahead, in every tab that is open.
const idle = Number(words.idle || 0) * 1000;
const WARNED_BEFORE = 120000;
const NOTED_LATE = 60000; // the server notes to the minute that somebody is there
const tabs = idle && window.BroadcastChannel ? new BroadcastChannel("here") : undefined;
let here = Date.now();
let warning;
let clock;

function present() {
  here = Date.now();
  warning?.close();
  rearm();
}

function rearm() {
  clearTimeout(clock);
  clock = setTimeout(warn, Math.max(here + idle - NOTED_LATE - WARNED_BEFORE - Date.now(), 0));
}

function warn() {
  if (warning || document.querySelector("dialog[open]")) return (clock = setTimeout(warn, 5000));
  warning = made("dialog", "", { class: "dialog", role: "alertdialog", "aria-labelledby": "idle-told", "data-idle-dialog": "" });
  const told = made("p", words.msgIdle, { id: "idle-told", role: "alert" });
  const buttons = made("div", "", { class: "buttons" });
  const stay = made("button", words.msgStay, { class: "button primary", type: "button" });
  stay.addEventListener("click", () => extend(told, stay));
  buttons.append(stay);
  warning.append(told, buttons);
  warning.addEventListener("close", () => {
    warning.remove();
    warning = undefined;
    if (Date.now() - here < idle) rearm();
  });
  document.body.append(warning);
  warning.showModal();
  clock = setTimeout(() => over(told, stay), WARNED_BEFORE + NOTED_LATE);
}

async function extend(told, stay) {
  stay.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/profile", { method: "HEAD", redirect: "manual" });
    if (!answer.ok) return over(told, stay);
    present();
    tabs?.postMessage("");
  } catch {
    toast(words.msgOffline);
  } finally {
    stay.removeAttribute("aria-busy");
  }
}

function over(told, stay) {
  told.textContent = words.msgOut;
  stay.replaceWith(made("button", words.msgClose, { class: "button", formmethod: "dialog" }));
  const close = warning.querySelector("button");
  close.addEventListener("click", () => warning.close());
  close.focus();
}

if (idle) {
  rearm();
  tabs?.addEventListener("message", present);
  tabs?.postMessage("");
  document.addEventListener("visibilitychange", rearm); // a machine that slept
}

// Lists that a script may lengthen: a copy of the last row, its names counted on.
document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-add-row]");
  const source = more && document.getElementById(more.dataset.addRow);
  if (source) source.before(source.content.cloneNode(true));
  for (const open of document.querySelectorAll("details.more[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

// Back after signing out must not show a kept page.
window.addEventListener("pageshow", (event) => {
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  if (event.persisted) location.reload();
});
