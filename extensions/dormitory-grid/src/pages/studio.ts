/**
 * Runs in the Studio's head before the Studio itself: on a phone's first visit both side bars would cover the page.
 * What a person opens or closes later stays as he left it.
 */
(() => {
	if (!matchMedia('(max-width: 959px)').matches) return;
	try {
		for (const key of ['nav-bar-collapsed', 'sidebar-collapsed']) {
			if (localStorage.getItem(key) === null) localStorage.setItem(key, 'true');
		}
	} catch {
		// Storage refused: the Studio opens as it always does.
	}
})();
