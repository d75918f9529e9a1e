// Saves a form while it is being filled in. What is typed stays on the page and on the server, never in the browser's
// storage. One save is under way at a time and the newest state wins; what got no answer is sent again unchanged
// first, so that a save whose answer was lost is not taken for somebody else's.

const PAUSE = 1000; // after the last key stroke, in milliseconds
const LONGEST_PAUSE = 5000; // while somebody types without a break
const PATIENCE = 20000; // before a save without an answer counts as failed
const WAITS = [2000, 4000, 8000, 15000, 30000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-save-state]");
    this.changed = false; // typed, and not in any save yet
    this.unanswered = null; // sent, and no answer so far
    this.failures = 0;
    this.stopped = ""; // why saving goes no further: "compare" where the page can show both texts
    this.unkept = false; // one of the answers was refused
    this.leaving = false;
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    addEventListener("online", () => this.failures && this.soon(0));
    document.addEventListener("visibilitychange", () => document.hidden && this.changed && this.soon(0));
    addEventListener("beforeunload", (event) => (this.unsaved || this.unkept) && !this.leaving && event.preventDefault());
  }

  get unsaved() {
    return this.changed || this.unanswered !== null;
  }

  say(text) {
    // Setting the same words again would have them read out again.
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  typed() {
    this.changed = true;
    this.since ??= Date.now();
    if (!this.stopped && !this.failures) this.soon(Math.min(PAUSE, Math.max(0, this.since + LONGEST_PAUSE - Date.now())));
  }

  soon(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Resolves once nothing is under way any more; one save at a time.
  save() {
    clearTimeout(this.timer);
    this.underWay ??= this.send().finally(() => { this.underWay = null; });
    return this.underWay;
  }

  async send() {
    while (this.unsaved && !this.stopped) {
      if (this.unanswered === null) {
        this.unanswered = new URLSearchParams(new FormData(this.form));
        this.changed = false;
        this.since = undefined;
      }
      if (!(await this.attempt())) {
        const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
        this.failures += 1;
        if (!this.stopped) this.soon(wait);
        return;
      }
      this.failures = 0;
    }
  }

  // Whether what was sent is saved.
  async attempt() {
    let reply, answer;
    try {
      reply = await fetch(this.form.action, {
        method: "POST",
        body: this.unanswered,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      answer = await reply.json();
    } catch {
      this.say("Not saved yet, trying again. Keep this page open.");
      return false;
    }
    if (reply.status === 200 || (reply.status === 422 && answer.version !== undefined)) return this.saved(answer);
    if (reply.status === 400 && answer.csrf_token) return this.renew(answer.csrf_token);
    this.refused(reply.status, answer);
    return false;
  }

  saved(answer) {
    this.unanswered = null;
    this.form.elements.version.value = answer.version;
    for (const question of this.form.querySelectorAll("[data-question]")) {
      question.hidden = !answer.asked.includes(question.dataset.question);
      const warning = question.querySelector("[data-warning]");
      warning.textContent = answer.warnings[question.dataset.question];
      warning.hidden = !warning.textContent;
    }
    const [problem] = answer.problems;
    this.unkept = problem !== undefined;
    this.say(problem ? `${answer.said}, except one answer. ${problem.message}.` : `${answer.said}.`);
    return true;
  }

  // Signed in again meanwhile, in another tab: go on with the token of that session.
  renew(token) {
    this.form.elements.csrf_token.value = token;
    this.unanswered.set("csrf_token", token);
    return !this.renewed && (this.renewed = true) && this.attempt().finally(() => { this.renewed = false; });
  }

  refused(status, answer) {
    // Answered, so it is known not to be saved: the next attempt may carry newer words.
    this.unanswered = null;
    this.changed = true;
    if (status === 401) {
      this.say("Not saved: you have been signed out. Press “Save and continue” to sign in again; what you typed comes with you.");
    } else if (answer.compare) {
      this.stopped = "compare";
      this.say(`Not saved. ${answer.error}. Press “Save and continue” to see both and choose.`);
    } else if (status < 500) {
      this.stopped = "for good";
      this.say(`Not saved. ${answer.error}. What you typed is still here: copy it before you leave this page.`);
    } else {
      this.say("Not saved yet, trying again. Keep this page open.");
    }
  }

  // First save what is typed, then let the page go: a save under way would otherwise be overtaken by the page's own.
  async submitted(event) {
    if (this.leaving) return;
    if (this.unsaved && this.stopped !== "compare") {
      event.preventDefault();
      await this.save();
      // Without an answer, or with one that leads nowhere, leaving now would lose what is typed.
      if (this.unanswered !== null || this.stopped === "for good") return;
      this.leaving = true;
      this.form.requestSubmit(event.submitter);
      return;
    }
    this.leaving = true;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
