import { fetchCode } from '../../browser/fetch-code';
import { late } from './late';

const inCall = () => fetchCode(() => import('./in-call'));
const sheets = () => fetchCode(() => import('./sheets'));
const offered = () => fetchCode(() => import('./offered'));

export const Talking = late(async () => (await inCall()).Talking);
export const Ended = late(async () => (await inCall()).Ended);
export const Report = late(async () => (await inCall()).Report);
export const Banned = late(async () => (await inCall()).Banned);
export const Looking = late(async () => (await inCall()).Looking);
export const TooYoung = late(async () => (await inCall()).TooYoung);
export const TooOften = late(async () => (await inCall()).TooOften);
export const Remedy = late(async () => (await inCall()).Remedy);
export const AgeGate = late(async () => (await sheets()).AgeGate);
export const Filter = late(async () => (await sheets()).Filter);
export const AudioSettings = late(async () => (await sheets()).AudioSettings);
export const AdSlot = late(async () => (await offered()).AdSlot);
export const ConsentBanner = late(async () => (await offered()).ConsentBanner);

/** Fetches everything that the first screen does without, what a call shows first. */
export async function preload(): Promise<void> {
  await Promise.all([Looking, Talking, Ended, Report, Banned].map((screen) => screen.preload()));
  await Promise.all([AgeGate, Filter, AudioSettings].map((sheet) => sheet.preload()));
}
