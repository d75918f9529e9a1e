/* While a question is written, show it as the auditor will see it. Without this script a button does the same. */
import { initAll } from "./vendor/govuk-frontend.js";

const PAUSE = 500;

class Preview {
  constructor(form) {
    this.form = form;
    this.shown = document.getElementById(form.dataset.preview);
    this.waiting = null;
    this.asked = 0;
    form.querySelector("[data-preview-button]").remove();
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.soon());
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.bring(), PAUSE);
  }

  /* The answer to an older asking that comes late is not shown. */
  async bring() {
    const mine = ++this.asked;
    const sent = new FormData(this.form);
    sent.append("do", "preview");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(sent) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(this.shown.id);
      if (!answer.ok || mine !== this.asked || !fresh) return;
      this.shown.replaceChildren(...fresh.childNodes);
      initAll({ scope: this.shown });
    } catch {
      /* The network is away: what was shown last stays, and saving will say so. */
    }
  }
}

for (const form of document.querySelectorAll("[data-preview]")) new Preview(form);
