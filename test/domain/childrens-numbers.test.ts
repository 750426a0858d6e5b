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
    // The first letter is Cyrillic, then Greek.
    '\u0412801200005001',
    '\u0392801200005001',
    'b 801 2000 05001',
    'A82343212601A',
    'DOB 12/03/2012',
    'date of birth: 3 March 2012',
    'Jamie Example, born 3 March 2012',
    // between and around signs
    '(943) 476-5919',
    '[943][476][5919]',
    '943*476*5919',
    '**943** **476** **5919**',
    '_943_ 476 5919',
    '94**34**765919',
    '~~943~~4765919',
    '943,476,5919',
    '943, 476, 5919',
    '9,4,3,4,7,6,5,9,1,9',
    '943|476|5919',
    '943 : 476 : 5919',
    '943 — 476 — 5919',
    '943%476%5919',
    '943 (476) "5919"',
    '943\n476\n5919',
    '9434\r\n765919',
    '943\t476\u00a05919',
    '94 34 76 59 19',
    '9434 765 919 (2 absences)',
    '9434765919 2 absences',
    '2 absences 9434765919, 3 late',
    'seen, 943 476 5919, 3 Nov 2020, 12:30',
    // as entities and escapes
    '943&nbsp;476&#160;5919',
    '&#57;&#52;&#51;&#52;&#55;&#54;&#53;&#57;&#49;&#57;',
    '&#x39;43476591&#x39;',
    '&amp;#57;43 476 5919',
    'https://council.example.org/?q=943%20476%205919',
    'https://council.example.org/pupil/4010232137',
    'https://council.example.org/?nhs=4010232137',
    '\\u00394\\u003347659\\x319',
    '943<b>476</b>5919',
    '9434<br/>765919',
    // between letters
    'x9434765919y',
    'jamie9434765919',
    'NHS9434765919',
    'nhs_no:9434765919',
    'child943 476 5919school',
    '943a476b5919',
    '943x476x5919',
    '9a4b3c4d7e6f5g9h1i9',
    '9x4x3x4x7x6x5x9x1x9',
    '94O 1O2 3213 or rather 4O1 O23 2137',
    '943 476 59l9',
    // in other digits, and hidden
    '𝟗𝟒𝟑 𝟒𝟕𝟔 𝟓𝟗𝟏𝟗',
    '９４３‐４７６‐５９１９',
    '۹۴۳ ۴۷۶ ۵۹۱۹',
    '९४३ ४७६ ५९१९',
    '⑨④③ ④⑦⑥ ⑤⑨①⑨',
    '❾❹❸❹❼❻❺❾❶❾',
    '⁹⁴³⁴⁷⁶⁵⁹¹⁹',
    '9️⃣4️⃣3️⃣4️⃣7️⃣6️⃣5️⃣9️⃣1️⃣9️⃣',
    '九四三 四七六 五九一九',
    '9\u0332' + '434765919',
    '9\u200b4\u200c3\u200d4\u2060765919',
    '943\ufeff476\u00ad5919',
    '943\u034f476\u115f5919',
    'nine four three, four seven six, five nine one nine',
    'nine-four-three-four-seven-six-five-nine-one-nine',
    'four oh one zero two three two one three seven',
    // pupil numbers
    'B(801)2000-05001',
    'B 801, 2000, 05001',
    'b*8*0*1*2*0*0*0*0*5*0*0*1',
    'Ｂ８０１２００００５００１',
    '&#66;801200005001',
    'upn:b801200005001x',
    'UPNB801200005001',
    'xxB801200005001yy',
    'https://council.example.org/files/B801200005001.pdf',
    // births
    'd.o.b. 12.3.12',
    'D.O.B: 12-03-2012',
    'd/o/b 12/03/2012',
    'DoB12/03/2012',
    'dob 12032012',
    'dob: 120312',
    'DOB (dd/mm/yyyy): 12/03/2012',
    'DOB: 2012-03-12',
    'dob **12** March 2012',
    'dob 12 *March* 2012',
    'DOB 12th of March, 2012',
    'dob the twelfth of March two thousand and twelve',
    'date of birth: third March twenty twelve',
    'Date of Birth\n12/03/2012',
    'date of birth of Jamie Example: 12 March 2012',
    'DOB for Jamie is March 12, 2012',
    'birth date was 12 March 2012',
    'birthday 12 March 2012',
    'date of birth March 2012',
    'DOB &#49;2/03/2012',
    'd\u200bob １２/０３/２０１２',
    'ＤＯＢ １２/０３/２０１２',
    'd&#111;b 12/3/12',
    '12 March 2012 (DOB)',
    '12/03/2012 is her date of birth',
    'Jamie b. 12 March 2012',
    'Jamie Example (b. 12/03/2012)',
    'Jamie Example, b 12/03/2012',
    'the child b. 12.03.2012',
    'J.E., b. 12 March 2012',
    'Jamie was born on 12 March 2012',
    'born 12/03/12, attends the hub',
    'she was born on the twelfth of March 2012',
    'jamie example born: 12 March 2012',
    'twins, born 12 March 2012 and 13 March 2012',
    'born in March 2012',
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
    '01375 652 652 or (01375) 652652',
    '+44 (0)1375 652652',
    '07700 900 123',
    '+44 7700 900123',
    'ring 020 7946 0018, ext. 4010',
    '£9434765919',
    '£9,434,765,919',
    '9 434 765 919 pounds',
    '£943,476 and £5,919',
    '9434765.919',
    '12, 943, 476, 5919, 3',
    'ref 9434765919',
    'invoice no. 9434765919',
    'INV9434765919',
    'PO: 4010232137',
    'UPRN 4010232137',
    'ISBN 0-306-40615-2',
    'INV801200005001',
    'C2 3/11/2020 17:30',
    'A 1,234,567,890,123',
    '24/11/2020 12:30, 26/11/2020 09:15',
    '2020-11-24T09:00:00.000Z',
    '1606212000',
    'd0e2c09f0cb2d6033a43dd2d9434765919077e3218bd03545003491fbf459b97',
    '3f2504e0-4f89-41d3-9434-765919e3301a',
    'A1(a), A1(b). 3 March 2021',
    'update A2 b 3 November 2020',
    'B2 a and b. 3 March 2021',
    'a. 1 March 2021\nb. 3 March 2021',
    'Option b. 3 March 2021',
    'Part b: 12/03/2021',
    'due 3 March 2021: date of birth checks',
    'the date of birth field is due on 3 March 2021',
    'DOB checks by 12/03/2021',
    'The date of birth is wrong. The Board meets on 3 March 2021',
    'the Partnership, born on 1 April 2019',
    'this plan was born 3 March 2020',
    'newborn 3 March 2021',
    'stillborn on 3 March 2021',
    'to do b 3 March 2020',
    'two of three are done, one is not',
    'one, two, three, four, five, six, seven, eight, nine, ten',
    'SLBI 2020 2021 2022',
    '100% of 63, 95% of 41 and 90% of 12',
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

  test('nearly every sum, time, and item of a list', () => {
    const figures = fc.array(fc.integer({ min: 0, max: 99_999 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(figures, (numbers) => {
        const sum = numbers.reduce((all, each) => all + each * 1_009, 0)
        for (const text of [`£${sum.toLocaleString('en-GB')}`, numbers.map((each) => `£${each}`).join(', ')])
          expect(holdsChildsNumber(text), text).toBe(false)
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
