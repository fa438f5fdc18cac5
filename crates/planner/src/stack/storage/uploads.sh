say 'Uploads'
# As an upload: a tier writes the file, nginx reads it under its own user.
file=.verify-$$
if ! answer=$(k exec "deployment/$api" -c gunicorn -- sh -c 'echo written >"$1" && cat "$1"' sh "$media/$file" 2>&1); then
  fail "no file can be written to the media volume: $(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
  note 'on NFS that is root_squash: the README tells what to do, under When something is wrong'
elif ! answer=$(k exec deployment/nginx -c nginx -- cat "$media/$file" 2>&1); then
  fail "nginx cannot read what is uploaded: $(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
else
  ok 'a file on the media volume can be written, and nginx reads it'
fi
k exec "deployment/$api" -c gunicorn -- rm -f "$media/$file" >/dev/null 2>&1 || true
