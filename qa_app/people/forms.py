from __future__ import annotations

from wtforms import EmailField, PasswordField

from qa_app.web.forms import PageForm, Present


class SignInForm(PageForm):
    email = EmailField("E-mail address", validators=[Present("Enter your e-mail address")])
    password = PasswordField("Password", validators=[Present("Enter your password")])
