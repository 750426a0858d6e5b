/** A file that is not read; the message begins with its name and says what to do. */
export class NotRead extends Error {
  override name = 'NotRead'
}

/** The program that opens a kind of file, for sentences. */
function programFor(kind: 'word' | 'excel' | 'csv'): string {
  return kind === 'word' ? 'Word' : 'Excel'
}
