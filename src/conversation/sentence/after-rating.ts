/**
 * Text after a rating is its note, unless it is about the rating itself: takes it back, doubts it, or limits it to a
 * place, a time or a person. The patterns look at its beginning, which is where the two differ.
 */
const TAKES_BACK =
  /^(?:well,? |sorry,? |oh,? |actually,? |no,? )?(?:no wait|wait\b|ignore|scrap|cancel|delete|forget|disregard|undo\b|(?:do not|don't|dont) (?:record|log|update|save|post|mark|add|tell|quote)|(?:sorry|oops|whoops),? \S+|nope|no$|not$|allegedly|apparently|supposedly|presumably|hypothetically|provisional|tentative|to be confirmed|tbc|test(?:ing)?$|just testing|(?:only|just) (?:joking|kidding)|kidding|lol|haha|rubbish|nonsense|wrong$|false$|incorrect|a mistake|discuss$|thoughts|example$|eh$|huh$|ha$|y\/n|true or false|agree or disagree|wondering|who knows|says who)/
/** "… is wrong", "… was premature": the sentence is about the rating. */
const PREDICATE =
  /^(?:is|are|isn't|aren't|makes?|made|doesn't|does not|surprise[sd]?|would be|sounds|was|were|wasn't) /
const ABOUT_IT =
  /^(?:and |but |which |or )?(?:that's(?! because)|thats|that is|that was|this is|this was|is (?:wrong|what)|it's wrong|shouldn't|it should|should (?:be|say|read) \S+$|i (?:think|disagree|don't|doubt|wish|wonder|believe|gather|hear|understand|presume|assume|suppose|guess|reckon)|i'm told|we (?:hope|think|disagree)|one hopes|god willing|please god|touch wood|with luck|all being well|let's hope|fingers crossed|not (?:really|officially|yet|till|until|sure)|only (?:on paper|if|when)|don't (?:quote|you)|keep it to|let me check|as soon as|so (?:they|he|she|it|i) |my (?:foot|arse|eye|view|opinion)|in my (?:view|opinion)|to my mind|chance would|over my dead|come the|no doubt|at least|from memory|last (?:i|time i) |i i|afaik|iirc|is (?:the|what|that|this) |wrong )/
/** Qualifiers that weaken it. */
const LESS = /^(?:well,? )?(?:nearly|almost|not quite|yeah|maybe|perhaps|probably|really$|to (?:be|go)\b)/
const OR = /^or /
const TAG =
  /^(?:do|does|did|has|have|is|are|was|were|can|could|would|should|hasn't|haven't|isn't|aren't|ain't|wasn't|don't|doesn't|wouldn't|won't) (?:it|we|they|you|he|she|that|this|i|there)\b|^any (?:objections|thoughts|comments|views)|^n'est/
/** A place, time or plan other than this one today. */
const ELSEWHERE =
  /^(?:in|on|at|under|during|throughout|within|for|from|come|by|until|till|after (?:christmas|xmas|easter|half term|the new year|january|february|march|april)|soon|overnight|then|before|twice|versus|vs|like|verging|bordering|turning|heading|tomorrow|tonight|says?|said|i |if|only|one (?:of|way)|sooner|three times|up (?:to|until)|this time|since forever|all (?:through|year)|last (?:i|we|time|week|month|year|term|summer|autumn|winter|spring)|next (?:week|month|year|term|time|round)|rather than|instead of|with a hint|moving|going (?!well|ok|fine|to plan)|(?:\d+|an?|two|three|four|five|six|some|several|a few) (?:day|week|month|year)s? ago)\b/
const STILL_A_NOTE =
  /^(?:in (?:spite|part|light|addition|place|post)|on (?:hold|top|going|leave|site)|at (?:last|risk|present|the moment|panel)|for (?:us|me|now)|from (?:us|me)|only (?:one|two|three|half|some|\d|just|a )|going live|by far)\b/

/** Whether the words after a rating are about the rating itself; `isParted` if a comma or more separates them. */
export function doubtsRating(tail: string, isParted: boolean): boolean {
  const [first = '', ...later] = tail
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .split(/[.;!\n]+/)
    .map((sentence) => sentence.replace(/^[\s,:()–—-]+|[\s,:()–—-]+$/g, ''))
    .filter((sentence, index) => sentence !== '' || index === 0)
  const isRemark = (text: string) =>
    TAKES_BACK.test(text) || ABOUT_IT.test(text) || LESS.test(text) || OR.test(text) || TAG.test(text)
  if ([first, ...later].some(isRemark)) return true
  return !isParted && !STILL_A_NOTE.test(first) && (PREDICATE.test(first) || ELSEWHERE.test(first))
}

/** "update C2 amber no wait": takes back what was typed, or only tries it out. */
export function takesBack(note: string): boolean {
  const plain = note
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s.!)]+$/, '')
  return TAKES_BACK.test(plain) || TAG.test(plain)
}

/** "is missing", "to follow", "who has it": about evidence or a note, but not one itself. */
const NOT_GIVEN =
  /^(?:is|isn't|was|were|will|would|has|hasn't|seems|still|not|none|no |missing|outstanding|to follow|tbc|by|next|where|who|when|if|why|how|please|due|needs?|needed|required|deleted|yet|tomorrow|later|from|saying|says|for me)\b/i

export function isGiven(text: string): boolean {
  return !NOT_GIVEN.test(text.trim().replace(/[‘’]/g, "'"))
}
