#!/bin/sh
{ # A file that was cut off is a syntax error: nothing runs before the closing brace is read.
# docker_auth's ext_authz: ext-authz.sh URL SECRET_FILE, an AuthRequestInfo as JSON on stdin.
# Exit 0 everything is allowed, 1 nothing is, 3 fault. README.md says which answer means what.

PATH=/usr/local/bin:/usr/bin:/bin
LC_ALL=C
export PATH LC_ALL

fault() {
  printf 'ext-authz.sh: %s\n' "$1" >&2
  exit 3
}

# Body, line end, status, size and media type. The body streams: curl reads stdin only once it is connected, so that after a
# refused connection all of it is still there for a second try.
# The empty environment names no proxy; --proto keeps curl from writing a password to a file: URL.
ask() {
  env -i PATH="$PATH" LC_ALL=C curl -q --silent --show-error --proto '=http,https' --http1.1 \
    --connect-timeout 2 --max-time 4 --max-filesize 1048576 \
    --request POST --upload-file - --header "@$2" --header 'Content-Type: application/json' --header 'Expect:' \
    --write-out '\n%{http_code} %{size_download} %{content_type}' --url "$1"
}

# All that ask wrote and, on a line of its own, how curl ended; then a full stop, which keeps line ends before it. An answer
# without end is cut: curl counts only what an answer declares. NUL bytes would not count in the shell, so they go before.
ask_within_limit() {
  {
    ask "$1" "$2"
    printf '\n%s' "$?"
  } | tr -d '\000' | head -c "$limit"
  printf .
}

# Nothing of an answer that was cut is read: its end could look like what curl writes.
exchange() {
  answer=$(ask_within_limit "$1" "$2")
  [ "${#answer}" -le "$limit" ] || fault "the answer has more than $limit bytes"
  answer=${answer%.}
  status=${answer##*"$line_end"}
  answer=${answer%"$line_end"*}
}

[ "$#" -eq 2 ] || fault 'needs a URL and the file with the caller secret'
# curl sends the request without the header when it can't read the file.
{ [ -f "$2" ] && [ -r "$2" ] && [ -s "$2" ]; } || fault "the file with the caller secret is missing, empty or not readable: $2"

line_end='
'
limit=1048576
exchange "$1" "$2"
if [ "$status" = 7 ]; then
  sleep 1
  exchange "$1" "$2"
fi
[ "$status" = 0 ] || fault "no answer, curl ended with $status"

meta=${answer##*"$line_end"}
body=${answer%"$line_end"*}
# NUL bytes are gone: only a body that has kept its size is the one that was sent.
case $meta in
  '200 7 application/vnd.wharfinger.ext-authz.v1')
    [ "$body" = allowed ] && exit 0
    ;;
  40[13]' '*' application/problem+json'*) ;; # Wharfinger doesn't believe this caller.
  401' '* | 403' '*) exit 1 ;;
esac
fault "unexpected answer with status ${meta%% *}"
}
