import { useOrganization } from '../../api/organization';
import { useUserTemplates } from '../../api/userTemplates';
import { draftOf, emptyDraft, type Draft } from './draft';

/** What adding somebody begins with. */
export interface Start {
  /** Makes a new draft, as the template says. */
  make: () => Draft;
  domains: readonly string[];
  /** Of the organisation. */
  country: string;
  /** The template that is used, but is not there any more. */
  isMissing: boolean;
}

/** Reads what adding somebody begins with; `templateId` null: from nothing. */
export function useStart(templateId: string | null) {
  const organization = useOrganization();
  const templates = useUserTemplates(templateId !== null);
  const error = organization.error ?? templates.error;
  const refetch = () => {
    void organization.refetch();
    void templates.refetch();
  };
  if (organization.data === undefined || (templateId !== null && templates.data === undefined)) {
    return { start: undefined, error, refetch };
  }
  const domains = organization.data.verifiedDomains.map((domain) => domain.name);
  const usual = organization.data.verifiedDomains.find((domain) => domain.isDefault)?.name ?? domains[0] ?? '';
  const template = templates.data?.find(({ id }) => id === templateId);
  const start: Start = {
    make: () => (template === undefined ? emptyDraft(usual) : draftOf(template.contents, domains, usual)),
    domains,
    country: organization.data.countryLetterCode,
    isMissing: templateId !== null && template === undefined,
  };
  return { start, error, refetch };
}
