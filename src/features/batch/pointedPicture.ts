import { create } from 'zustand';

/** The picture whose own curve stands out. */
export const usePointedPicture = create<{ readonly key: string | null }>()(() => ({ key: null }));

export const pointAtPicture = (key: string | null) => usePointedPicture.setState({ key });
