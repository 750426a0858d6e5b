/** Whether a URL names the database of a server, which other machines may use too and which is backed up there. */
export function isOnServer(url: string): boolean {
  return /^postgres(?:ql)?:/.test(url)
}
