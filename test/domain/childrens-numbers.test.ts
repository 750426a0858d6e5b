import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsChildsNumber } from '../../src/domain/childrens-numbers.ts'

/** Numbers that no child has, by the rules that NHS and pupil numbers are made by. */
const nhsNumber = fc
  .stringMatching(/^[469]\d{8}$/)
  .map((nine) => {
    const sum = [...nine].reduce((all, digit, at) => all + Number(digit) * (10 - at), 0)
    return { nine, check: (11 - (sum % 11)) % 11 }
  })
  .filter(({ check }) => check < 10)
  .map(({ nine, check }) => `${nine}${check}`)
  .filter((number) => new Set(number).size > 1)

const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const pupilNumber = fc.stringMatching(/^\d{11}[0-9A-HJ-NP-RT-Z]$/).map((twelve) => {
  const sum = [...twelve].reduce(
    (all, each, at) => all + (/\d/.test(each) ? Number(each) : LETTERS.indexOf(each)) * (at + 2),
    0,
  )
  return `${LETTERS[sum % 23]}${twelve}`
})

const separator = fc.constantFrom(' ', '.', '-', '/', '\n', ' - ', '\u2013', '\u00a0', '\u200b', '\u00ad ')
const before = fc.constantFrom('', 'update C2 amber ', 'B1(b): ', 'seen on 3 Nov, ', '(')
const after = fc.constantFrom('', ' moved school', ', waits', ')', '. Next meeting 8 Dec 2020')

describe('a child’s number is found', () => {
  test.each([
    '943 476 5919',
    '943-476-5919 is waiting',
    '401 023 2137',
    'NHS number 4010232137',
    'nhs no. 7000000007',
    '9434765919',
    '9 4 3 4 7 6 5 9 1 9',
    '９４３ ４７６ ５９１９',
    '٩٤٣ ٤٧٦ ٥٩١٩',
    '943\u200b476\u20605919',
    'B801200005001',
    'b 801 2000 05001',
    'A82343212601A',
    'DOB 12/03/2012',
    'date of birth: 3 March 2012',
    'Jamie Example, born 3 March 2012',
  ])('in %j', (text) => {
    expect(holdsChildsNumber(text)).toBe(true)
  })

  test('however an NHS number is grouped, and whatever stands around it', () => {
    fc.assert(
      fc.property(nhsNumber, separator, before, after, (number, between, first, last) => {
        const grouped = [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(between)
        expect(holdsChildsNumber(`${first}${grouped}${last}`)).toBe(true)
      }),
    )
  })

  test('for every pupil number, in either case, over separators', () => {
    fc.assert(
      fc.property(pupilNumber, separator, fc.boolean(), (number, between, isLower) => {
        const grouped = `${number.slice(0, 1)}${number.slice(1, 4)}${between}${number.slice(4)}`
        expect(holdsChildsNumber(isLower ? grouped.toLowerCase() : grouped)).toBe(true)
      }),
    )
  })
})

describe('what only looks like one passes', () => {
  test.each([
    '943 476 5918',
    '000 000 0000',
    '111 111 1111',
    'B801200005002',
    'update A1(a)-(d) complete on 3 November 2020',
    'moved from 24/11/2020 12:30 to 26-03-2021',
    '2019/20 and 2020/21',
    '41 of 63 confirmed, 9 carried forward, R12 and #4010',
    '£1,234,567,890',
    '020 7946 0018',
    '0800 111 1111',
    'https://council.example.org/pages/4010232137',
    'the date of birth is missing in 3 of 12 records',
    'the new panel was born on 3 March 2012',
    '1 2 3 4 5 6 7 8 9 10',
  ])('%j', (text) => {
    expect(holdsChildsNumber(text)).toBe(false)
  })

  test('a mobile number, with its 0, with +44 or without either', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^7[1-9]\d{8}$/), (mobile) => {
        const [first, rest] = [mobile.slice(0, 4), mobile.slice(4)]
        for (const text of [
          `0${mobile}`,
          `0${first} ${rest}`,
          `+44 ${first} ${rest}`,
          mobile,
          `${first} ${rest}`,
        ])
          expect(holdsChildsNumber(`ring ${text}`), text).toBe(false)
      }),
    )
  })

  test('an NHS number with one digit changed', () => {
    fc.assert(
      fc.property(nhsNumber, fc.nat(9), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const changed = [...number].map((digit, index) => (index === at ? (Number(digit) + by) % 10 : digit))
        const [one, two, three] = [changed.slice(0, 3), changed.slice(3, 6), changed.slice(6)]
        expect(holdsChildsNumber([one, two, three].map((group) => group.join('')).join(' '))).toBe(false)
      }),
    )
  })

  test('days and times', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        (day) => {
          const [year, month, date] = day.toISOString().slice(0, 10).split('-')
          for (const text of [
            `${date}/${month}/${year} 12`,
            `${year}-${month}-${date} ${date}`,
            day.toISOString(),
          ])
            expect(holdsChildsNumber(text), text).toBe(false)
        },
      ),
    )
  })
})
