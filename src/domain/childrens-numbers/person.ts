/** Up to three words with capitals, or a first name with an initial: as a text names a person. */
const NAME = "\\p{Lu}[\\p{L}’'-]+(?:\\s\\p{Lu}[\\p{L}’'-]*\\.?){0,2}"
/** "J.D.", "JD". */
const INITIALS = '(?:\\p{Lu}\\.\\s?){2,3}|\\p{Lu}{2,3}'
const BEFORE = new RegExp(`(?<![\\p{L}\\p{N}’'-])(?:${NAME}|${INITIALS})$`, 'u')
const FIRST = new RegExp(`^(?:${NAME}|${INITIALS})`, 'u')
/** "Jane D", as papers shorten a child's name. */
const SHORTENED = /(?<![\p{L}\p{N}’'-])\p{Lu}[\p{Ll}’'-]{2,}\s\p{Lu}\.?$/u

/** The name of a person that a text ends with. */
export function personAtEnd(text: string): string | undefined {
  const [name] = text.replace(/[\s,;:(–—-]{1,4}$/u, '').match(BEFORE) ?? []
  return person(name?.replace(/^(?:Child|Pupil|Student|Boy|Girl)\s/, ''))
}

/** The name of a person that a text begins with. */
export function personAtStart(text: string): string | undefined {
  return person(text.match(FIRST)?.[0])
}

export function isShortened(name: string): boolean {
  return SHORTENED.test(name)
}

function person(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  return name.split(/[\s-]/).some((word) => NO_PERSON.has(word.toLowerCase().replace(/['’]s$/, '')))
    ? undefined
    : name
}

/** Words with a capital that are no part of a person's name: groups, offices, places, papers, times, abbreviations. */
const NO_PERSON = new Set(
  `a all an and any anyone april area action annex annexe appendix at attendance august absence academy access adult adults
  ageing aim all-age assessment audit autism autumn band baby babies before between block board body borough both boy boys by
  cabinet care category centre chair child children christmas class clinic cll cllr clubs cohort cohorts college column
  committee community complaint complaints councillor council county court date december director district dr draft during each
  early easter eight education english every everyone exclusions family families february figure finding five form foster four
  for from friday full funding funded girl girls given good governors grade grammar group groups half hall health hepatitis
  high home hospital house hub if ii in infant infants infancy is it item january july june junior juniors key learner learners
  learning level line list local march maths may measure meeting member members milestone miss module monday more most mr mrs
  ms national new nhs nine no note november nursery objective october of offer ofsted on one option or other others our outcome
  outcomes page panel paper parent parents part partnership patient patients people performance period persistent person persons
  phase phonics plan plans point practice pre-school preschool primary priority professor programme project provision pupil
  pupils question reading reception recommendation record records region report residents room rooms row saturday schedule school schools
  science scheme secondary section send september service services seven sheet sibling siblings single site six sixth some
  somebody someone special spring stage strand student students summer sunday support table target team ten term that the their
  theme these they thirteen this those three thursday thurrock together total toddler toddlers trust tuesday tutor twelve two type unit
  unitary until update vacancies version virtual vitamin ward was we wednesday week weeks when where who whole with workstream
  workshop writing year years young youth youths zone
  red amber green blue grey review visit test pathway goal indicator risk issue lot tranche wave tier step stream tab slide exhibit
  clause article regulation standard criterion domain pilot campus building route rec requirement weakness strength stage cycle rev
  asc asd add adhd camhs cahms ccg cci cin cla cme cp csc cyp dco dfe dsr eal ehc ehcp ehe fsm gcse gp hi icb ict its ks la lac
  ld nao nee neet nhse od ot pa pd pe pep pmld pp pru pvi qa rag sa sen senco sia slt slcn spld td uk us vi wte yot yos fte aob eyfs ey epp ep
  dsg eip efa etc ie eg lsa ta hlta ukas rsl llp plc`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
