"""What a shell offers when Tab is pressed, asked of bash and of zsh themselves."""
import os
import pty
import select
import shlex
import subprocess
import time
from pathlib import Path

import harness
from harness import setting

COMPLETION = "host/cli/completion"
LIMIT_S = 60  # for one answer; only what hangs comes near it


def in_bash(line, folder, completion=None):
    """What bash offers at the end of a line: the words that the shell would make of it are given to the function."""
    completion = completion or f"{setting('TLHOST_SOURCE')}/{COMPLETION}/tlhost.bash"
    words = shlex.split(line.replace("=", " = ")) + ([""] if line.endswith((" ", "=")) else [])
    array = " ".join(shlex.quote(word) for word in words)
    script = (f"source {shlex.quote(str(completion))}\n"
              f"COMP_WORDS=({array}) COMP_CWORD={len(words) - 1}\n"
              '[[ $(complete -p tlhost) == "complete -F _tlhost tlhost" ]] || exit 3\n_tlhost\n'
              'for word in "${COMPREPLY[@]}"; do printf "%s\\n" "$word"; done\n')
    done = subprocess.run(["bash", "--norc", "--noprofile", "-c", script], cwd=folder, env=environment(),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(str(harness.Done(done.returncode, done.stdout, done.stderr)))
    return sorted(done.stdout.splitlines())


def environment():
    """The tested program as `tlhost`."""
    return {**os.environ, "PATH": f"{Path(setting('TLHOST_BIN')).parent}:{os.environ['PATH']}", "TERM": "dumb"}


class Zsh:
    """An interactive zsh on a terminal of its own.  What its completion system is given as matches goes to a file."""

    # compadd with -O, -A or -D only fills arrays of the completion system; every other call offers its matches.
    SETUP = r"""
PS1='' PS2=''
fpath=(%(completion)s $fpath)
autoload -Uz compinit && compinit -D -u
offers() {
  compadd() {
    if [[ " ${@[1,(i)-]} " != *" -"[OAD]" "* ]]; then
      local -a hits
      builtin compadd -A hits "$@"
      print -rl -- $hits >>%(answer)s
    fi
    builtin compadd "$@"
  }
  _main_complete
  unfunction compadd
  print -- END >>%(answer)s
}
zle -C offers complete-word offers
bindkey '^I' offers
print -- END >>%(answer)s
"""

    def __init__(self, folder):
        self.answer = Path(folder) / ".answer"
        setup = Path(folder) / ".setup"
        setup.write_text(self.SETUP % {"completion": shlex.quote(f"{setting('TLHOST_SOURCE')}/{COMPLETION}"),
                                       "answer": shlex.quote(str(self.answer))}, encoding="utf-8")
        self.terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(["zsh", "-f", "-i"], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
                                        env=environment(), start_new_session=True)
        os.close(theirs)
        self.said = b""
        self.ask(f"source {shlex.quote(str(setup))}\n")

    def offers(self, line):
        found = self.ask(line + "\t")
        os.write(self.terminal, b"\x15")  # empties the line
        return sorted(set(found))

    def ask(self, keys):
        """The lines of the answer to some keys."""
        self.answer.write_text("", encoding="utf-8")
        os.write(self.terminal, keys.encode())
        end = time.monotonic() + LIMIT_S
        while not (text := self.answer.read_text(encoding="utf-8")).endswith("END\n"):
            if time.monotonic() > end:
                raise AssertionError(f"no answer to {keys!r}; zsh said: {self.said.decode(errors='replace')}")
            if select.select([self.terminal], [], [], 0.02)[0]:
                self.said += os.read(self.terminal, 65536)
        return [line for line in text.splitlines()[:-1] if line]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)
