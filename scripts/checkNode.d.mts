export function checkNode(): void;
/** Whether `version` is older than `needed`, both as dotted numbers. */
export function isOlder(version: string, needed: string): boolean;
