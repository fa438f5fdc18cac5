say 'The mail server'
# The api tier sends the mails that visitors wait for. Without a mail server the rest of the forum works.
if answer=$(k exec "deployment/$api" -c gunicorn -- python -m forum.mail 2>&1); then
  ok "$(tail -n 1 <<<"$answer")"
elif grep -q 'No module named' <<<"$answer"; then
  warn 'it cannot be asked: the image that runs was built by a bundle of before, which had no forum/mail.py'
  note 'build the image anew, under a new tag, and apply'
else
  warn "$(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
  note 'until it answers, registering and new passwords fail: the README tells more, under When something is wrong'
fi
