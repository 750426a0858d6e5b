import type { Request, Response } from 'express'
import type { Pages, SignedIn } from '../../../platform.ts'
import { noteNamed } from '../note.ts'
import { backIn, withNote } from '../posted.ts'
import { forgetTyped, keyOf, signIn, typedIn } from '../session.ts'

/** Begins a session, and goes on to the first page, or to the page with the words that were not sent. */
export async function arrive(
  request: Request,
  response: Response,
  { account, pages }: { readonly account: SignedIn; readonly pages: Pages },
): Promise<void> {
  await signIn(request, response, { account, pages })
  response.redirect(303, await firstPage(request, response, { key: keyOf(account), pages }))
}

/** The page with the words that were not sent, if there are any of theirs. */
async function firstPage(
  request: Request,
  response: Response,
  { key, pages }: { readonly key: string; readonly pages: Pages },
): Promise<string> {
  const name = typedIn(request)
  if (name === undefined) return '/'
  forgetTyped(response)
  const note = await noteNamed(pages.sessions, { key }, name)
  if (note?.kind !== 'unsent') return '/'
  return note.body.line === undefined ? `/unsent?note=${name}` : withNote(backIn(note.body), name)
}
