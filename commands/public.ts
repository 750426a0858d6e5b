import { listPublications, type Publication } from '../data/publications.ts'
import { type Context, defineCommand } from '../src/command.ts'
import { dayIn } from '../src/domain/day.ts'
import { shortDay } from '../src/domain/format.ts'
import { publicPagePath } from '../src/domain/page-address.ts'
import { draftPublication, type PublicDraft } from '../src/editions/publication.ts'
import { type Block, buttons, heading, link, paragraph, sentence } from '../src/message.ts'
import { documentMessage } from '../src/status/public-page.ts'

export default defineCommand({
  summary: 'Show what the public would read of the plan, before it is published',
  topics: 'public page website publish transparency you said we did parents',
  for: 'coordinator',
  otherwise: 'Nothing was changed.',
  forms: [''],
  questions: ['public page', 'what public read|reads', 'preview public page'],
  async run(context) {
    const draft = await draftPublication(context.db, context.model, context.now)
    const [latest] = await listPublications(context.db, context.model.plan.id)
    if (draft.kind === 'unmarked')
      return {
        message: sentence(
          'The plan marks nothing public. What the public may read stands in its file, under: public',
          ...standing(context, latest),
        ),
      }
    if (draft.kind === 'no-position')
      return {
        message: sentence(
          `Only a position that a held meeting was told is published, and there is none yet of the ${draft.body}.`,
          ...standing(context, latest),
        ),
      }
    const text = 'This is what the public would read. Nobody sees it before you publish it.'
    const shown = documentMessage(draft.document)
    return {
      message: {
        title: 'The public page, before it is published',
        summary: text,
        blocks: [
          paragraph(text),
          ...standing(context, latest),
          ...steps(draft, latest),
          heading(draft.document.title),
          ...shown.blocks,
        ],
      },
    }
  },
})

/** What is public now, and how to end that. */
function standing(
  { model: { plan }, web, hasPublicPage }: Context,
  latest: Publication | undefined,
): readonly Block[] {
  if (!latest || latest.withdrawnAt !== null) return [paragraph('Nothing of the plan is public now.')]
  const { document, publishedAt } = latest
  if (web === null || !hasPublicPage)
    return [
      paragraph(
        `What the ${document.body} was told for ${shortDay(document.meetingDay)} is published, but the service shows no public page: its administrator sets PUBLIC_PAGE=on.`,
      ),
      buttons({ label: 'Withdraw it', line: 'unpublish' }),
    ]
  const day = shortDay(dayIn(plan.timeZone, new Date(publishedAt)))
  const words = `Public since ${day}: what the ${document.body} was told for ${shortDay(document.meetingDay)}.`
  return [
    paragraph(words, ' ', link('The public page', `${web}${publicPagePath(plan.code)}`)),
    buttons({ label: 'Withdraw it', line: 'unpublish' }),
  ]
}

/** How it is published; what is wrong with it comes first. */
function steps(
  { document, problems, editionId, mark }: Extract<PublicDraft, { kind: 'ready' }>,
  latest: Publication | undefined,
): readonly Block[] {
  if (problems.length > 0)
    return [
      paragraph('It cannot be published as it is. Put the plan file right and import it again:'),
      { kind: 'list', items: problems },
    ]
  const isSame = latest && JSON.stringify(latest.document) === JSON.stringify(document)
  if (isSame && latest.withdrawnAt === null) return [paragraph('That is what is public already.')]
  if (!latest || latest.editionId !== editionId || isSame)
    return [buttons({ label: 'Publish this', line: `publish ${mark}` })]
  return [
    paragraph(
      'It corrects what was published of the same meeting. The reason and the words before stay visible.',
    ),
    {
      kind: 'form',
      title: 'Publish the correction',
      command: 'publish',
      settled: { mark },
      fields: [
        {
          name: 'reason',
          label: 'What is put right',
          hint: 'The public reads it, such as: the number of schools was wrong',
          input: 'text',
          required: true,
        },
      ],
      submit: 'Publish the correction',
      line: `publish ${mark} because <reason>`,
    },
  ]
}
