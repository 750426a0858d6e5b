import { listReferrals } from '../src/boards/referrals.ts'
import { defineCommand } from '../src/command.ts'

export default defineCommand({
  summary: 'List what boards referred to one another, and the responses',
  over: 'plans',
  topics: 'referral recommendation response scrutiny executive',
  forms: [''],
  questions: ['referrals', 'referred', 'recommendations without response'],
  run: (context) => listReferrals(context),
})
