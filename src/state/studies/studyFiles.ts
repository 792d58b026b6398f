/** Published results and cards, fetched when a study, or all of them, are looked at. */
import type { ModelCard } from '../../core/modelCard';
import { definitionOf } from '../../studies/definitions';
import { readStudyResult } from '../../studies/readStudyResult';
import type { StudyId } from '../../studies/studyIds';
import type { PublishedResult } from './studyStore';
import { readStudies, writeStudies } from './studyStore';

/** Loads what is not there yet; what cannot be read is said where the study stands, and tried again the next time. */
export function loadStudy(id: StudyId): void {
  const before = readStudies().published.get(id)?.status;
  if (before === undefined || before === 'failed') {
    publish(id, { status: 'loading' });
    void fetchResult(id).then((result) => publish(id, result));
  }
  for (const model of new Set(definitionOf(id).networks.map((network) => network.model))) void loadCard(model);
}

const publish = (id: StudyId, result: PublishedResult) => writeStudies(({ published }) => ({ published: new Map(published).set(id, result) }));

/** Static servers give their page, or nothing, for a file that is not there. */
async function fetchResult(id: StudyId): Promise<PublishedResult> {
  const path = `studies/${id}.json`;
  try {
    const response = await fetch(new URL(path, document.baseURI));
    if (response.status === 404 || response.headers.get('content-type')?.includes('html')) return { status: 'missing' };
    if (!response.ok) return { status: 'failed', message: `${path}: HTTP ${response.status}.` };
    return { status: 'ready', result: readStudyResult(await response.text(), path, id) };
  } catch (error) {
    return { status: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

const asked = new Set<string>();

async function loadCard(model: string): Promise<void> {
  if (asked.has(model)) return;
  asked.add(model);
  const card = await fetchCard(model).catch(() => null);
  writeStudies(({ cards }) => ({ cards: new Map(cards).set(model, card) }));
}

async function fetchCard(model: string): Promise<ModelCard | null> {
  const response = await fetch(new URL(`models/${encodeURIComponent(model)}/card.json`, document.baseURI));
  if (!response.ok || response.headers.get('content-type')?.includes('html')) return null;
  return (await response.json()) as ModelCard;
}
