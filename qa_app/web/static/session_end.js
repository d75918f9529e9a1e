// Says that the session is about to end while it can still be put off. Other tabs use the same session, so how long is
// left is asked of the server before anything is shown, and again while it is shown. Asking does not count as use.

const TICK = 30_000; // a machine that slept notices so much later at most, in milliseconds
const ASK_AGAIN = 5_000; // while a warning is shown, or where there was no answer

class SessionEnd {
  constructor(root) {
    this.root = root;
    this.warning = Number(root.dataset.warning) * 1000;
    this.shown = null; // the dialog that is open
    this.sawLimit = false; // told that it cannot be put off, and gone back to the page
    const stay = root.querySelector("[data-stay]");
    stay.addEventListener("submit", (event) => (event.preventDefault(), this.stay(stay)));
    // Escape, too, says that somebody is there.
    stay.closest("dialog").addEventListener("cancel", (event) => (event.preventDefault(), this.stay(stay)));
    // The page does not say its own address: what is hidden must read like what is not there, to the last byte.
    for (const field of root.querySelectorAll("[data-here]")) field.value = location.pathname + location.search;
    for (const dialog of root.querySelectorAll("dialog")) dialog.addEventListener("close", () => this.closed(dialog));
    for (const button of root.querySelectorAll("[data-close]")) button.addEventListener("click", () => button.closest("dialog").close());
    document.addEventListener("visibilitychange", () => document.hidden || this.tick());
    this.wait(Number(root.dataset.minutes) * 60_000);
  }

  wait(milliseconds) {
    this.due = Date.now() + milliseconds;
    this.tick();
  }

  // By the clock on the wall: a long timer would stand still while the machine sleeps.
  tick() {
    clearTimeout(this.timer);
    const left = this.due - Date.now();
    if (left <= 0) this.ask();
    else this.timer = setTimeout(() => this.tick(), Math.min(left, TICK));
  }

  async ask() {
    this.due = Infinity; // until there is an answer
    if (!this.heard(await answerOf(fetch(this.root.dataset.left, { headers: { Accept: "application/json" } })))) {
      this.wait(ASK_AGAIN);
    }
  }

  async stay(form) {
    const press = () => answerOf(
      fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } }),
    );
    let answer = await press();
    if (answer.csrf_token) {
      // Signed in again meanwhile, in another tab: the token is of that session.
      form.elements.csrf_token.value = answer.csrf_token;
      answer = await press();
    }
    form.closest("dialog").querySelector("[data-failed]").hidden = this.heard(answer);
  }

  // Whether the answer says how long is left; if it does, show what there is to say.
  heard({ status, seconds, ends, can_stay: canStay }) {
    if (status === 401) {
      this.show("over");
      this.due = Infinity;
      return true;
    }
    if (status !== 200) return false;
    const left = seconds * 1000;
    if (left > this.warning) {
      this.sawLimit = false;
      this.show(null);
      this.wait(left - this.warning);
    } else {
      this.show(canStay ? "idle" : "limit", ends);
      this.wait(Math.min(ASK_AGAIN, left + 1000));
    }
    return true;
  }

  show(name, ends) {
    if (name === "limit" && this.sawLimit) return;
    const wanted = name && document.getElementById(`session-${name}`);
    for (const time of wanted ? wanted.querySelectorAll("[data-ends]") : []) {
      if (time.textContent !== ends) time.textContent = ends;
    }
    const before = this.shown;
    if (wanted === before) return;
    this.shown = wanted;
    if (before) before.close();
    if (wanted) wanted.showModal();
  }

  // Where it is still the one to be shown, somebody closed it.
  closed(dialog) {
    if (dialog !== this.shown) return;
    this.shown = null;
    this.sawLimit = dialog.id === "session-limit";
  }
}

async function answerOf(asked) {
  try {
    const reply = await asked;
    return { ...(await reply.json()), status: reply.status };
  } catch {
    return { status: 0 };
  }
}

for (const root of document.querySelectorAll("[data-session-end]")) new SessionEnd(root);
