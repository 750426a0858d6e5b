/** Why the bot could not sign in: nobody answered, its password is refused, or what names the bot is wrong. */
export interface Trouble {
  readonly kind: 'network' | 'password' | 'settings'
  /** A code for the log and for whoever looks it up. */
  readonly name: string
}

/** The app or its directory is not known there. */
const NOT_FOUND = ['AADSTS700016', 'AADSTS90002', 'AADSTS900023', 'AADSTS500011']

/** What a sign-in that failed means. */
export function troubleOf(error: unknown): Trouble {
  const text = textsOf(error).join(' ')
  const refusal = text.match(/AADSTS\d+/)?.[0]
  if (refusal !== undefined)
    return { kind: NOT_FOUND.includes(refusal) ? 'settings' : 'password', name: refusal }
  const name = text.match(
    /\b(?:PROXY|UND_ERR|CERT|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)_[A-Z0-9_]+|\bE[A-Z]{3,}[A-Z_]*\b/,
  )?.[0]
  return { kind: 'network', name: name ?? 'no answer' }
}

export function sentenceOf({ kind, name }: Trouble): string {
  switch (kind) {
    case 'network':
      return `login.microsoftonline.com cannot be reached (${name}): check the network, the firewall and HTTPS_PROXY`
    case 'password':
      return `Microsoft refuses the bot’s password (${name}): make a new client secret for the app, and set MicrosoftAppPassword to its value`
    case 'settings':
      return `Microsoft does not know the bot (${name}): compare MicrosoftAppId and MicrosoftAppTenantId with the Azure Bot’s configuration page`
  }
}

const MOST_CAUSES = 5

function textsOf(error: unknown): readonly string[] {
  const texts: string[] = []
  for (let at = error; at instanceof Error && texts.length < MOST_CAUSES; at = at.cause)
    texts.push(`${String(at)} ${'code' in at ? String(at.code) : ''}`)
  return texts
}
