/**
 * What commander says of a command line that it does not understand, without the words that were typed: one of them may be
 * a secret that was meant for another place. The choices and "Did you mean" are ours and stay.
 */
export function usageSentence(text: string): string {
  return text
    .replace(/^(error: unknown command) '[\s\S]*?'(?=\n|$)/, '$1')
    .replace(/^(error: unknown option) '[\s\S]*?'(?=\n|$)/, (found, error: string) => {
      const [, name] = found.match(OPTION) ?? []
      return name === undefined ? error : `${error} ${name}`
    })
    .replace(/(argument) '[\s\S]*?' (is invalid)/, '$1 $2')
}

/** The name of an option, without its value. */
const OPTION = /'(--?[a-z][a-z-]{0,19})(?:=|'$)/
