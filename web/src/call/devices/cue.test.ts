import { expect, test } from 'vitest';
import { type CallState, type Ending, START } from '../state';
import { cue } from './cue';

const partner = { country: null };
const talking = (call: string, muted = false): CallState => ({
  at: 'talking',
  call,
  partner,
  link: 'connected',
  arrives: true,
  away: 'nobody',
  begun: 0,
  since: 0,
  muted,
  soundBlocked: false,
  anew: false,
});
const looking: CallState = { at: 'looking', since: 0, waiting: null, proving: null, missed: false };
const ended = (how: Ending): CallState => ({
  at: 'ended',
  call: 'c',
  how,
  partner,
  seconds: 9,
  since: 0,
  again: false,
});

test.each<[string, CallState, CallState, ReturnType<typeof cue>]>([
  ['somebody is found', looking, talking('a'), 'match'],
  ['the caller mutes themselves', talking('a'), talking('a', true), undefined],
  ['the partner hangs up', talking('a'), ended('hung_up'), 'end'],
  ['the caller hangs up', talking('a'), ended('you_hung_up'), undefined],
  ['the caller moves on', talking('a'), looking, undefined],
  ['the call breaks', talking('a'), { at: 'failed', problem: { kind: 'tampered' } }, 'end'],
  ['the search fails', looking, { at: 'failed', problem: { kind: 'unreachable' } }, undefined],
  ['the caller goes home', talking('a'), START, undefined],
])('when %s', (_name, before, after, expected) => {
  expect(cue(before, after)).toBe(expected);
});
