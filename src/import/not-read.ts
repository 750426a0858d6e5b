/** A file that is not read; the message begins with its name and says what to do. */
export class NotRead extends Error {
  override name = 'NotRead'
}
