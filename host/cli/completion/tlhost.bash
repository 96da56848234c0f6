# shellcheck shell=bash
# Completion of tlhost in bash: verbs, options, kinds, components, files.  Needs nothing but bash 4.
# tests/experiments/test_completion.py holds it against `tlhost --help`.

# The options of a verb; without a verb, those of a run.
_tlhost_options() {
  local common='--help --plugins --no-default-plugins --insecure-plugins --verbose --quiet'
  case $1 in
    '') echo "$common --version --jobs --no-feature-cache" ;;
    plan | audit | inspect | doctor | predict) echo "$common --json" ;;
    export) echo "$common --to --fit --format" ;;
    list) echo "$common --rejected --strict --json" ;;
    describe) echo "$common --size --channels --classes --config --json --json-schema --markdown" ;;
    weights) echo "$common --model --size --channels --json" ;;
    check) echo "$common --only-failed --include --config --seed --in-process --json" ;;
    new) echo "$common --dir" ;;
    *) echo "$common" ;;
  esac
}

# A word as the program would get it: without quotes, and with the home folder.
_tlhost_unquoted() {
  local word=${1//[\"\'\\]/}
  case $word in
    \~) word=$HOME ;;
    \~/*) word=$HOME/${word#\~/} ;;
  esac
  printf '%s\n' "$word"
}

# KIND/NAME of all components that this command line finds, one a line; none where the program cannot say.
_tlhost_components() {
  local program plugins=() i
  program=$(_tlhost_unquoted "${COMP_WORDS[0]}")
  for ((i = 1; i < ${#COMP_WORDS[@]}; ++i)); do
    case ${COMP_WORDS[i]} in
      --no-default-plugins | --insecure-plugins) plugins+=("${COMP_WORDS[i]}") ;;
      --plugins)
        if [[ ${COMP_WORDS[i + 1]} == = ]]; then ((++i)); fi
        plugins+=(--plugins "$(_tlhost_unquoted "${COMP_WORDS[i + 1]}")")
        ;;
    esac
  done
  "$program" list --json "${plugins[@]}" 2>/dev/null |
    grep -Eo '"kind": *"[a-z]+", *"name": *"[^"]+"' | sed -E 's|"kind": *"([a-z]+)", *"name": *"([^"]+)"|\1/\2|'
}

# Offers words that begin as the current one does.
_tlhost_offer() { mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$1" -- "$2"); }

# Offers folders, and files by their ending; without an ending, folders only.
_tlhost_offer_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- "$2")
  if [[ -n $1 ]]; then
    mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(
      compgen -f -X "!*.$1" -- "$2" | while IFS= read -r file; do [[ -d $file ]] || printf '%s\n' "$file"; done
    )
  fi
}

# The value of an option; returns 1 if the option takes none.
_tlhost_value() {
  case $1 in
    --plugins) _tlhost_offer_files so "$2" ;;
    --config) _tlhost_offer_files json "$2" ;;
    --dir | --to) _tlhost_offer_files '' "$2" ;;
    --format) _tlhost_offer 'safetensors pth torchscript' "$2" ;;
    --jobs | --include | --seed | --size | --channels | --classes | --model | --fit) ;;
    *) return 1 ;;
  esac
}

# A word that is no option: the verb, or the `count`th word behind it.
_tlhost_positional() {
  local verb=$1 count=$2 current=$3
  case $verb:$count in
    :*)
      _tlhost_offer 'plan audit preview export predict list describe weights schema inspect check new doctor' "$current"
      _tlhost_offer_files json "$current"
      ;;
    plan:0 | audit:0 | preview:0 | export:0) _tlhost_offer_files json "$current" ;;
    predict:0) _tlhost_offer_files safetensors "$current" ;;
    predict:*) _tlhost_offer_files '*' "$current" ;;
    list:0) _tlhost_offer 'datasets models strategies plugins' "$current" ;;
    describe:0) _tlhost_offer "$(_tlhost_components)" "$current" ;;
    weights:0)
      for ending in pth pt safetensors; do _tlhost_offer_files $ending "$current"; done
      ;;
    inspect:0 | check:0) _tlhost_offer_files so "$current" ;;
    new:0) _tlhost_offer 'dataset model strategy' "$current" ;;
  esac
}

_tlhost() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' count=0 i
  COMPREPLY=()
  # `=` is a word of its own in bash: --plugins=DIR is three.
  if [[ $current == = ]]; then
    current=''
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --plugins | --jobs | --include | --config | --seed | --dir | --size | --channels | --classes | --model | --to | --fit | --format)
        if [[ ${COMP_WORDS[i + 1]} == = ]]; then ((++i)); fi
        ((++i))
        ;;
      -* | =) ;;
      *) if [[ -z $verb ]]; then verb=${COMP_WORDS[i]}; else ((++count)); fi ;;
    esac
  done
  if _tlhost_value "$before" "$current"; then
    return
  fi
  if [[ $current == -* ]]; then
    _tlhost_offer "$(_tlhost_options "$verb")" "$current"
  else
    _tlhost_positional "$verb" "$count" "$current"
  fi
}

complete -F _tlhost tlhost
