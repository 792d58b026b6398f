/** The paper's studies, in the order in which they are read. */
export const STUDY_IDS = ['depth', 'families', 'training', 'distillation', 'compression', 'adversarial', 'damage', 'segmentation'] as const;
export type StudyId = (typeof STUDY_IDS)[number];

export const isStudyId = (text: string | null): text is StudyId => STUDY_IDS.some((id) => id === text);
