import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { releaseDigest } from '../src/deliveries/release.ts'
import { boundDay } from '../src/lookup/days.ts'

export default defineCommand({
  summary: 'Release what a board is told of its next meeting, so that its digest goes out at its time',
  topics: 'clear approve digest draft send publish',
  forms: ['<body> [on <date>]'],
  offered: 'Release it',
  phrases: { 'release|clear digest|figures|draft [for|of] <body> [on <date>]': '<body> [on <date>]' },
  examples: ({ bodies }) => bodies.slice(0, 1).map((body) => `release ${body.aliases[0] ?? body.code}`),
  arguments: z.object({ body: z.string(), date: boundDay.optional() }),
  changes: true,
  run: (context, { body, date }) => releaseDigest(context, { code: body, day: date }),
})
