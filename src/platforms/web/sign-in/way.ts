import type { IDToken } from 'openid-client'
import type { SignedIn } from '../../../platform.ts'

/** Somebody else who says who a person is, by OpenID Connect. */
export interface Way {
  /** As `WEB_SIGN_IN` names it. */
  readonly name: 'microsoft' | 'slack'
  readonly title: string
  /** The address that its tokens name as theirs. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What a token says of somebody whom the provider has signed in. */
  readonly read: (claims: IDToken) => Promise<Arrival>
}

export type Arrival =
  | { readonly kind: 'account'; readonly account: SignedIn }
  | { readonly kind: 'refused'; readonly text: string }
  /** It cannot be said just now. */
  | { readonly kind: 'unsure'; readonly text: string }

/** Where the provider sends people back to. It has to be registered there, letter for letter. */
export function answerAddress(publicUrl: string, { name }: Pick<Way, 'name'>): string {
  return `${publicUrl.replace(/\/+$/, '')}${answerPath(name)}`
}

export function answerPath(name: Way['name']): string {
  return `/sign-in/${name}/answer`
}
