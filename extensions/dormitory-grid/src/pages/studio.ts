/**
 * Runs in the Studio's head before the Studio itself, on a first visit: the right side bar would lie over the night's
 * picture, and on a phone both bars would cover the page. What a person opens or closes later stays as he left it.
 */
(() => {
	const collapsed = matchMedia('(max-width: 959px)').matches
		? ['nav-bar-collapsed', 'sidebar-collapsed']
		: ['sidebar-collapsed'];
	try {
		for (const key of collapsed) {
			if (localStorage.getItem(key) === null) localStorage.setItem(key, 'true');
		}
	} catch {
		// Storage refused: the Studio opens as it always does.
	}
})();
