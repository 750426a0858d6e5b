import type { None, Reading } from '../../domain/reading.ts'
import { plainWord } from '../../domain/text.ts'
import type { Line } from './line.ts'

interface Talk {
  readonly said: RegExp
  readonly answer: string
  readonly suggestions?: readonly string[]
}

const START = 'Say how an item stands, or ask for what you want to know.'

/** Questions about the bot itself: no command answers them. */
const ABOUT_THE_BOT: readonly Talk[] = [
  {
    said: /\b(?:speak|talk|chat|put me through|get through) (?:to|with) (?:a |an |the |some)?(?:human|person|people|someone|somebody|real|operator|agent|coordinator|manager|member of staff)\b|\b(?:real|actual) (?:human|person)\b|^is (?:there )?(?:anyone|anybody|someone) (?:there|real)/,
    answer: 'The coordinator answers what I cannot. I pass on what you write after “tell coordinator”.',
    suggestions: ['help tell'],
  },
  {
    said: /\b(?:who|what) (?:are|r) (?:you|u)\b|\bare (?:you|u) (?:a |an )?(?:bot|robot|human|person|real|ai|machine|computer)\b|\b(?:what's|what is) your name\b|^who's this\b|^who is this\b/,
    answer:
      'I am WSoA, the bot that keeps this plan: I record how items stand, and answer what is on record. A person, the coordinator, stands behind me.',
    suggestions: ['help'],
  },
]

/** What people say to a colleague besides, and what the bot answers. The first that fits counts. */
const TALK: readonly Talk[] = [
  {
    said: /\b(?:useless|rubbish|stupid|hopeless|annoying|hate (?:you|this)|not (?:very )?helpful|pointless|waste of time|does ?n[o']t work|fed up|idiot|dumb)\b/,
    answer:
      'I am sorry. Nothing was recorded. What can be typed is under help, and the coordinator answers the rest.',
    suggestions: ['help', 'help tell'],
  },
  {
    said: /\b(?:thanks?|thank you|thx|thnx|tks|ta|cheers|gr8|much appreciated|appreciate (?:it|that|you)|grateful|lifesaver|life saver|legend|(?:a |you )(?:star|gem|angel|hero|diamond)|good (?:bot|job|work|stuff)|well done|nice one|brilliant|love (?:it|this|you)|clever (?:bot|you)|helpful|works (?:well|a treat))\b/,
    answer: 'You are welcome.',
  },
  {
    said: /^(?:ok |right |well )*(?:bye|goodbye|see (?:you|ya)|cya|good ?night|night|later|laters|speak soon|ttyl|have a (?:good|nice|great|lovely)\b.*|enjoy your\b.*|happy (?:\w+day|christmas|xmas|new year|easter|holidays?)\b.*|merry christmas\b.*|tgif)/,
    answer: 'And to you.',
  },
  {
    said: /^(?:hi|hiya|hello|hey|yo|morning|afternoon|evening|good (?:morning|afternoon|evening)|how are (?:you|things)|how's it going|how r u|you ok|u ok|you there|are you there|anyone there|testing|test|ping)\b/,
    answer: `Hello. ${START}`,
    suggestions: ['mine', 'overdue', 'help'],
  },
  {
    said: /^(?:lol|haha(?:ha)*|ha ha|hehe|lmao|rofl|omg|wow|oh dear|oh no|ouch|phew|blimey|hmm+|erm*|um+|oh|ah|fair enough|i see|makes sense|no worries|no problem|np|got it|gotcha|noted|understood|interesting|nice|cool|great|perfect|lovely|sorry|apologies|my bad|sorry about that)\b/,
    answer: 'All right. Nothing was recorded.',
  },
]

const MOST_WORDS = 12

/** "are you a robot?", "can I speak to a human": tried before the questions that commands answer. */
export function readAboutTheBot(line: Line): Reading | undefined {
  const reading = answerOf(ABOUT_THE_BOT, line)
  return reading && { ...reading, isAnswer: true }
}

/** "you're a star", "happy Friday": answered as a colleague would; nothing is recorded. */
export function readSmallTalk(line: Line): Reading | undefined {
  return answerOf(TALK, line)
}

function answerOf(talks: readonly Talk[], { raw, sentences }: Line): None | undefined {
  const pieces = sentences.flat()
  if (pieces.some((piece) => piece.refs ?? piece.request) || raw.split(/\s+/).length > MOST_WORDS)
    return undefined
  const plain = plainWord(raw.trim()).replace(/[‘’]/g, "'").replace(/\s+/g, ' ')
  const talk = talks.find(({ said }) => said.test(plain))
  return (
    talk && {
      certainty: 'none',
      command: null,
      isSlip: false,
      reason: talk.answer,
      suggestions: talk.suggestions ?? [],
    }
  )
}
